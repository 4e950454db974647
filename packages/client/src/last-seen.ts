import type { StreamedChange, TaskCounts } from '@gantry/api';
import type { JobRecord, TaskRecord } from '@gantry/model';
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

/**
 * What is shown now, to be shown again until it is told anew. Of each deployment's rollouts the newest says how it is, and
 * of each job's runs the one that ended last.
 */
export function lastSeenOf(
  { deployments, rollouts, jobs }: Pick<TableStores, 'deployments' | 'rollouts' | 'jobs'>,
  { atMs, counts, tasks }: Pick<LastSeen, 'atMs' | 'counts'> & { tasks: Iterable<TaskRecord> | null },
): LastSeen {
  const newest = newestOf(rollouts.values(), {
    ownerOf: ({ deploymentId }) => deploymentId,
    atMsOf: ({ startedAtMs }) => startedAtMs,
  });
  const own = Array.from(jobs.values()).filter(({ parentId }) => parentId === null);
  const runs = newestOf(Array.from(jobs.values()).filter(hasEnded), {
    ownerOf: ({ parentId }) => parentId,
    atMsOf: ({ finishedAtMs }) => finishedAtMs ?? 0,
  });
  return {
    atMs,
    counts,
    tasks: tasks === null ? null : Array.from(tasks, (value) => put('tasks', value)),
    changes: [
      ...Array.from(deployments.values(), (value) => put('deployments', value)),
      ...newest.map((value) => put('rollouts', value)),
      ...[...own, ...runs].map((value) => put('jobs', value)),
    ],
  };
}

/** A run that was cancelled says nothing of its job. */
const hasEnded = ({ state }: JobRecord): boolean => state === 'failed' || state === 'succeeded';

/** Of the records of each owner the newest. Those that have none are left out. */
function newestOf<R>(
  records: Iterable<R>,
  { ownerOf, atMsOf }: { ownerOf: (record: R) => string | null; atMsOf: (record: R) => number },
): R[] {
  const newest = new Map<string, R>();
  for (const record of records) {
    const owner = ownerOf(record);
    if (owner === null) continue;
    const known = newest.get(owner);
    if (known === undefined || atMsOf(record) >= atMsOf(known)) newest.set(owner, record);
  }
  return [...newest.values()];
}

const put = (table: 'deployments' | 'rollouts' | 'jobs' | 'tasks', value: { id: string }): StreamedChange =>
  ({ table, key: value.id, value }) as StreamedChange;
