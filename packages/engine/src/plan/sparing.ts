import type { DeploymentRecord, TaskRecord } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { availability } from '../rollout/index.ts';
import { availableTasks } from './availability-of.ts';

/**
 * Says of one task after the other whether it can be stopped while at least `lowest` of its deployment stay: ready ones
 * if it is ready, available ones if it is available (rule RO7). What serves nobody can always go.
 */
export function sparing(
  draft: Draft,
  deployment: DeploymentRecord,
  lowest: number,
): (task: TaskRecord) => boolean {
  const sets = draft.state.replicaSetsOf(deployment.id);
  let ready = sets.reduce((sum, { id }) => sum + draft.state.countsOf(id).ready, 0) - lowest;
  let available =
    sets.reduce((sum, set) => sum + availableTasks(draft, deployment, set).available, 0) - lowest;
  return (task) => {
    const isAvailable = availability(task, deployment.spec.minReadySeconds, draft.nowMs).available;
    if ((task.ready && ready <= 0) || (isAvailable && available <= 0)) return false;
    ready -= Number(task.ready);
    available -= Number(isAvailable);
    return true;
  };
}
