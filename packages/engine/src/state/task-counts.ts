import { hasEnded, type TaskRecord } from '@gantry/model';

/** Counts over the tasks of one replica set. Replaced whole, never edited. */
export interface TaskCounts {
  /** Wanted running and not ended. */
  active: number;
  /** Of the active: those whose probes all say so. */
  ready: number;
  /** Wanted stopped and not ended. */
  terminating: number;
}

export const noTasks: TaskCounts = Object.freeze({ active: 0, ready: 0, terminating: 0 });

export const isActive = (task: TaskRecord) => task.desired === 'running' && !hasEnded(task.state);
const isTerminating = (task: TaskRecord) => task.desired === 'stopped' && !hasEnded(task.state);

/** The counts after one task changed; null: it was not there before, or is not any more. */
export function recount(counts: TaskCounts, before: TaskRecord | null, after: TaskRecord | null): TaskCounts {
  const difference = (counted: (task: TaskRecord) => boolean) =>
    Number(after !== null && counted(after)) - Number(before !== null && counted(before));
  const active = difference(isActive);
  const ready = difference((task) => isActive(task) && task.ready);
  const terminating = difference(isTerminating);
  if (active === 0 && ready === 0 && terminating === 0) return counts;
  return {
    active: counts.active + active,
    ready: counts.ready + ready,
    terminating: counts.terminating + terminating,
  };
}
