import type { JobId, JobRecord } from '@gantry/model';
import type { State } from './state.ts';

/** Whether the room that the job finds is kept for it now (rule JB15). */
export function isGathering(state: State, jobId: JobId | null, nowMs: number): boolean {
  const untilMs = jobId === null ? null : state.get('jobs', jobId)?.gathersUntilMs;
  return typeof untilMs === 'number' && untilMs > nowMs;
}

/** Whether it is a gang that may come to wait for room. */
export const isOpenGang = ({ spec, finishedAtMs, deletingAtMs, quarantine }: JobRecord): boolean =>
  spec.plan.kind === 'gang' &&
  !spec.suspended &&
  finishedAtMs === null &&
  deletingAtMs === null &&
  quarantine === null;
