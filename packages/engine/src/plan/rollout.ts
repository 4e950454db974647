import type { DeploymentId, DeploymentRecord, ReplicaSetId, ReplicaSetRecord } from '@gantry/model';
import { restore } from '../accept/deployment-rollback.ts';
import { earliest } from '../agenda.ts';
import type { Draft } from '../draft.ts';
import { planRollout, type RolloutAction, type RolloutDecision } from '../rollout/index.ts';
import { aboutDeployment, record } from '../timeline.ts';
import { forgetReplicaSet, isKnownToBeIdle, isPinned } from './reaper.ts';
import { replicaSetName, rolloutInput } from './rollout-input.ts';

/** One decision moves sizes in one direction, so a few settle it. More than this is a bug that must not hang a step. */
const mostDecisions = 50;

/** Decides about the deployment's rollout until nothing moves any more; returns when time alone would move it. */
export function moveRollout(draft: Draft, id: DeploymentId): number | null {
  for (let count = 0; count < mostDecisions; count++) {
    const deployment = draft.state.get('deployments', id)!;
    const { input, nextAtMs } = rolloutInput(draft, deployment);
    const decision = planRollout(input);
    if (applyDecision(draft, deployment, decision)) continue;
    // What could not be forgotten yet can be in the next step.
    const isLeft = decision.forget.some((set) => !isPinned(draft, set));
    return isLeft ? draft.nowMs : earliest(decision.wakeAtMs, nextAtMs);
  }
  throw new Error(`The rollout of deployment ${id} does not settle.`);
}

/** Writes a decision; true when anything differed, so that another one may follow. */
function applyDecision(draft: Draft, deployment: DeploymentRecord, decision: RolloutDecision): boolean {
  const { replicas, createReplicaSet, forget, status, action, rollout } = decision;
  const known = forget.filter((id) => isKnownToBeIdle(draft, id) && !isPinned(draft, id));
  for (const { id, ...size } of replicas)
    draft.update('replicaSets', draft.state.get('replicaSets', id)!, size);
  if (createReplicaSet !== null) addReplicaSet(draft, deployment, createReplicaSet);
  for (const id of known) forgetReplicaSet(draft, id);
  const isStatusNew = draft.update('deployments', deployment, { status }) !== deployment;
  if (rollout !== null)
    draft.update('rollouts', draft.state.findOne('openRollouts', deployment.id)!, rollout);
  for (const event of decision.events)
    record(draft, aboutDeployment(deployment), event.reason, event.message);
  if (action !== null) act(draft, deployment.id, action);
  const hasMoved = replicas.length > 0 || createReplicaSet !== null || known.length > 0 || action !== null;
  return hasMoved || isStatusNew || rollout !== null;
}

function addReplicaSet(
  draft: Draft,
  deployment: DeploymentRecord,
  size: Pick<ReplicaSetRecord, 'replicas' | 'desiredReplicas' | 'maxReplicas'>,
): void {
  draft.put('replicaSets', {
    ...size,
    id: draft.newId('replicaSet') as ReplicaSetId,
    deploymentId: deployment.id,
    name: replicaSetName(deployment),
    templateHash: deployment.templateHash,
    revision: deployment.revision,
    revisionHistory: [],
    createdAtMs: draft.nowMs,
  });
}

/** What a failed health gate asks for. */
function act(draft: Draft, id: DeploymentId, action: RolloutAction): void {
  const deployment = draft.state.get('deployments', id)!;
  if (action.type === 'pause') {
    draft.update('deployments', deployment, {
      paused: true,
      pauseReason: action.reason,
      pausedBy: 'gate',
    });
    return;
  }
  const revision = draft.state.revisionsOf(id).find(({ number }) => number === action.toRevision);
  if (revision === undefined) throw new Error(`Revision ${action.toRevision} to go back to is not kept.`);
  restore(draft, deployment, revision, action.reason);
}
