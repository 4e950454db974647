import type { DeploymentId, DeploymentRecord } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { aboutDeployment, record } from '../timeline.ts';
import { finishDelete } from './finish-delete.ts';
import { reapDeployment } from './reaper.ts';
import { planReplicaSets } from './replica-set.ts';
import { moveRollout } from './rollout.ts';

/**
 * Decides about one deployment: the sizes of its replica sets, then the tasks they lack or have too many of, then what
 * of the past is let go. A bug that throws here holds this deployment alone (rule EN4).
 */
export function planDeployment(draft: Draft, id: DeploymentId): void {
  const deployment = draft.state.get('deployments', id);
  if (deployment === undefined || deployment.quarantine !== null) {
    draft.agenda.setAlarm(id, null);
    return;
  }
  const part = draft.part();
  try {
    draft.agenda.setAlarm(id, decide(part, deployment));
    part.keep();
  } catch (error) {
    quarantine(draft, deployment, error);
  }
}

/** More rounds than a deployment can need are a bug that must not hang a step. */
const mostRounds = 100;

function decide(draft: Draft, deployment: DeploymentRecord): number | null {
  const { id } = deployment;
  for (let round = 0; round < mostRounds; round++) {
    const rolloutAtMs = moveRollout(draft, id);
    const tasks = planReplicaSets(draft, draft.state.get('deployments', id)!);
    if (tasks === 'changed') continue;
    const isLeft = deployment.deletingAtMs === null ? reapDeployment(draft, id) : finishDelete(draft, id);
    markDrains(draft, id);
    // What was postponed is on the agenda by what was written before.
    if (tasks === 'settled') draft.agenda.clearDeployment(id);
    return isLeft ? draft.nowMs : rolloutAtMs;
  }
  throw new Error('Planning does not settle.');
}

/** A drain goes on when the deployments it waits for have tasks to spare; budgets may count others' tasks as well. */
function markDrains(draft: Draft, id: DeploymentId): void {
  const namespace = draft.state.get('deployments', id)?.namespace;
  const hasBudgets = namespace !== undefined && draft.state.budgetsIn(namespace).length > 0;
  for (const node of draft.state.find('drainingNodes', 'all')) {
    if (hasBudgets || draft.state.tasksOn(id, node.id) > 0) draft.agenda.markNode(node.id);
  }
}

function quarantine(draft: Draft, deployment: DeploymentRecord, error: unknown): void {
  const message = `Planning failed and waits for the next change of this deployment: ${String(error)}`;
  draft.put('deployments', { ...deployment, quarantine: message });
  draft.agenda.setAlarm(deployment.id, null);
  record(draft, aboutDeployment(deployment), 'Quarantined', message);
}
