import type { JobRecord, TaskRecord } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { figure } from '../figure.ts';
import { aboutJob, record } from '../timeline.ts';

interface Progress extends Partial<Pick<JobRecord, 'part' | 'begun' | 'failed' | 'lastFailure'>> {
  active: number;
  succeeded: number;
  /** What is said while its tasks run. */
  message: string;
}

/** Writes how far a job is: `waiting` while none of its tasks has had a place yet, with the reason why. */
export function writeProgress(
  draft: Draft,
  job: JobRecord,
  { message, ...counts }: Progress,
  live: readonly TaskRecord[],
): JobRecord {
  const isStarted = job.startedAtMs !== null || live.some(({ nodeId }) => nodeId !== null);
  if (isStarted && job.startedAtMs === null)
    record(draft, aboutJob(job), 'JobStarted', 'Its first tasks have a place.');
  const waits = waitOf(live, draft.nowMs);
  const isWaiting = waits !== null && live.every(({ nodeId }) => nodeId === null);
  return draft.update('jobs', job, {
    ...counts,
    state: isStarted ? 'running' : 'waiting',
    startedAtMs: job.startedAtMs ?? (isStarted ? draft.nowMs : null),
    reason: isWaiting ? waits.reason : 'Running',
    message: waits === null ? message : isWaiting ? waits.message : `${message} ${waits.message}`,
  });
}

/** Why its tasks that have no place wait; null: none does. */
function waitOf(live: readonly TaskRecord[], nowMs: number): { reason: string; message: string } | null {
  const waiting = live.filter(({ state, desired }) => state === 'pending' && desired === 'running');
  if (waiting.length === 0) return null;
  const unplaced = waiting.filter((task) => task.unplaced !== null);
  if (unplaced.length > 0) {
    const who = unplaced.length === live.length ? '' : `${tasksOf(unplaced.length)} for a place: `;
    return { reason: 'Unplaced', message: `${who}${unplaced[0]!.unplaced!.message}` };
  }
  const backingOff = waiting.filter(({ notBeforeAtMs }) => notBeforeAtMs !== null && notBeforeAtMs > nowMs);
  if (backingOff.length > 0) {
    return {
      reason: 'BackOff',
      message: `${tasksOf(backingOff.length)} until the back-off after a failure is over.`,
    };
  }
  return { reason: 'Placing', message: `${tasksOf(waiting.length)} for a place.` };
}

const tasksOf = (count: number) => (count === 1 ? '1 task waits' : `${figure(count)} tasks wait`);
