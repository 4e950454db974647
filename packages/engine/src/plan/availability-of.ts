import type { DeploymentRecord, ReplicaSetRecord } from '@gantry/model';
import { earliest } from '../agenda.ts';
import type { Draft } from '../draft.ts';
import { availability } from '../rollout/index.ts';
import { isActive } from '../state/task-counts.ts';

export interface AvailableTasks {
  available: number;
  /** When the next one turns available by time alone. */
  nextAtMs: number | null;
}

/** How many tasks of a replica set are available. Without `minReadySeconds` that is known without looking at them. */
export function availableTasks(
  draft: Draft,
  { spec }: DeploymentRecord,
  { id }: Pick<ReplicaSetRecord, 'id'>,
): AvailableTasks {
  const { ready } = draft.state.countsOf(id);
  if (spec.minReadySeconds === 0 || ready === 0) return { available: ready, nextAtMs: null };
  let available = 0;
  let nextAtMs: number | null = null;
  for (const task of draft.state.find('liveTasksByReplicaSet', id)) {
    if (!isActive(task)) continue;
    const one = availability(task, spec.minReadySeconds, draft.nowMs);
    if (one.available) available += 1;
    nextAtMs = earliest(nextAtMs, one.turnsAtMs);
  }
  return { available, nextAtMs };
}
