import type { StreamedChange, TaskCounts } from '@gantry/api';
import type { RolloutRecord, TaskRecord } from '@gantry/model';
import type { TableStores } from './table-set.ts';

/** How the cluster was when it was last looked at: what the scope `deployments` tells, which is small on any cluster. */
export interface LastSeen {
  /** Cluster time of what it shows. */
  atMs: number;
  changes: StreamedChange[];
  counts: TaskCounts;
  /** Where all tasks were known, those of them that tell how things are; null: they were not. */
  tasks: StreamedChange[] | null;
}

/** Of all tasks those that tell how things are. */
export type TellingTasks = (tasks: Iterable<TaskRecord>) => Iterable<TaskRecord>;

/** What is shown now, to be shown again until it is told anew. Of each deployment's rollouts the newest says how it is. */
export function lastSeenOf(
  { deployments, rollouts }: Pick<TableStores, 'deployments' | 'rollouts'>,
  { atMs, counts, tasks }: Pick<LastSeen, 'atMs' | 'counts'> & { tasks: Iterable<TaskRecord> | null },
): LastSeen {
  const newest = new Map<string, RolloutRecord>();
  for (const rollout of rollouts.values()) {
    const known = newest.get(rollout.deploymentId);
    if (known === undefined || rollout.startedAtMs >= known.startedAtMs)
      newest.set(rollout.deploymentId, rollout);
  }
  return {
    atMs,
    counts,
    tasks: tasks === null ? null : Array.from(tasks, (value) => put('tasks', value)),
    changes: [
      ...Array.from(deployments.values(), (value) => put('deployments', value)),
      ...Array.from(newest.values(), (value) => put('rollouts', value)),
    ],
  };
}

const put = (table: 'deployments' | 'rollouts' | 'tasks', value: { id: string }): StreamedChange =>
  ({ table, key: value.id, value }) as StreamedChange;
