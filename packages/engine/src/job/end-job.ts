import type { EventReason, JobRecord, JobState } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { byCreation } from '../state/record-key.ts';
import { aboutJob, record } from '../timeline.ts';
import { liveTasksOf, stopTasks } from './job-tasks.ts';

type End = Extract<JobState, 'succeeded' | 'failed' | 'cancelled'>;

const eventOf: Record<End, EventReason> = {
  succeeded: 'JobComplete',
  failed: 'JobFailed',
  cancelled: 'JobCancelled',
};

/** Ends a job, stops what of it still runs, and counts it for the job that made it. An end stays an end (rule JB1). */
export function endJob(
  draft: Draft,
  job: JobRecord,
  { state, reason, message }: { state: End; reason: string; message: string },
): void {
  const ended = draft.put('jobs', {
    ...job,
    state,
    reason,
    message,
    finishedAtMs: draft.nowMs,
    nextScheduledAtMs: null,
  });
  stopTasks(draft, ended, { reason: 'JobEnded', message: `Job ${job.name} ${state}: ${message}` });
  record(draft, aboutJob(job), eventOf[state], message);
  countForParent(draft, ended, state);
  draft.update('jobs', ended, { active: liveTasksOf(draft, ended).length });
  forgetOldest(draft);
}

function countForParent(draft: Draft, { parentId }: JobRecord, state: End): void {
  const parent = parentId === null ? undefined : draft.state.get('jobs', parentId);
  if (parent === undefined) return;
  draft.update('jobs', parent, {
    succeeded: parent.succeeded + Number(state === 'succeeded'),
    failed: parent.failed + Number(state === 'failed'),
  });
}

/** Ended jobs beyond what is kept are deleted, those first that ended first. */
function forgetOldest(draft: Draft): void {
  const surplus = draft.state.index('endedJobs').sizeOf('all') - draft.bounds.endedJobs;
  if (surplus <= 0) return;
  const oldest = draft.state
    .find('endedJobs', 'all')
    .filter(({ deletingAtMs }) => deletingAtMs === null)
    .sort((a, b) => a.finishedAtMs! - b.finishedAtMs! || byCreation(a.id, b.id));
  for (const job of oldest.slice(0, surplus)) draft.update('jobs', job, { deletingAtMs: draft.nowMs });
}
