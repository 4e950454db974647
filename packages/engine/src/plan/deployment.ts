import type { DeploymentId, DeploymentRecord } from '@gantry/model';
import { earliest } from '../agenda.ts';
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

function decide(draft: Draft, deployment: DeploymentRecord): number | null {
  const rolloutAtMs = moveRollout(draft, deployment.id);
  const tasksAtMs = planReplicaSets(draft, draft.state.get('deployments', deployment.id)!);
  reapDeployment(draft, deployment.id);
  if (deployment.deletingAtMs !== null) finishDelete(draft, deployment.id);
  markDrains(draft, deployment.id);
  return earliest(rolloutAtMs, tasksAtMs);
}

/** A drain goes on when the deployments it waits for have tasks to spare. */
function markDrains(draft: Draft, id: DeploymentId): void {
  for (const node of draft.state.find('drainingNodes', 'all')) {
    if (draft.state.derived.spread.count(id, node.id) > 0) draft.agenda.markNode(node.id);
  }
}

function quarantine(draft: Draft, deployment: DeploymentRecord, error: unknown): void {
  const message = `Planning failed and waits for the next change of this deployment: ${String(error)}`;
  draft.put('deployments', { ...deployment, quarantine: message });
  draft.agenda.setAlarm(deployment.id, null);
  record(draft, aboutDeployment(deployment), 'Quarantined', message);
}
