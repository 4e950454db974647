/**
 * `queued`: a build without an executor yet. `waiting`: no task has a place yet. `idle`: a cron or build job of which
 * nothing runs now. The last three are ends.
 */
export const jobStates = [
  'queued',
  'waiting',
  'running',
  'suspended',
  'idle',
  'succeeded',
  'failed',
  'cancelled',
] as const;
export type JobState = (typeof jobStates)[number];

const endStates: readonly JobState[] = ['succeeded', 'failed', 'cancelled'];
export const hasJobEnded = (state: JobState): boolean => endStates.includes(state);
