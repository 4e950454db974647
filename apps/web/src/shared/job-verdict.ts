import type { JobRecord } from '@gantry/model';
import type { Verdict } from './tone.ts';

const verdicts: Record<JobRecord['state'], Verdict> = {
  queued: { tone: 'pending', label: 'Queued' },
  waiting: { tone: 'pending', label: 'Waiting' },
  running: { tone: 'progress', label: 'Running' },
  suspended: { tone: 'pending', label: 'Suspended' },
  idle: { tone: 'stopped', label: 'Idle' },
  succeeded: { tone: 'running', label: 'Succeeded' },
  failed: { tone: 'failed', label: 'Failed' },
  cancelled: { tone: 'stopped', label: 'Cancelled' },
};

/** Whether it makes runs rather than being one. */
export const makesRuns = ({ spec }: JobRecord): boolean => 'run' in spec.plan;

/** How one job is, by its own record. */
export function jobVerdict(job: JobRecord): Verdict {
  if (job.deletingAtMs !== null) return { tone: 'draining', label: 'Deleting' };
  if (job.quarantine !== null) return { tone: 'failed', label: 'Held back' };
  if (job.spec.plan.kind === 'cron' && job.state === 'idle') return { tone: 'running', label: 'Scheduled' };
  return isFailing(job) ? { tone: 'degraded', label: 'Failing' } : verdicts[job.state];
}

/** It goes on, but nothing of it came to anything so far, and as many tasks failed as it has now. */
function isFailing(job: JobRecord): boolean {
  const { state, succeeded, failed, active } = job;
  return state === 'running' && !makesRuns(job) && succeeded === 0 && failed > 1 && failed >= active;
}

/** A job that nobody else made, and how it is. */
export interface ToldJob {
  job: JobRecord;
  verdict: Verdict;
  /** What failed: itself, or the newest run of one that makes runs. null: nothing did. */
  failed: JobRecord | null;
}

/** How the jobs that nobody else made are. One that makes runs does not end by itself, so it is told by its newest run that has ended. */
export function toldJobs(jobs: readonly JobRecord[]): ToldJob[] {
  const newest = newestRuns(jobs);
  return jobs
    .filter(({ parentId }) => parentId === null)
    .map((job) => {
      const verdict = jobVerdict(job);
      const run = newest.get(job.id);
      if (verdict.tone === 'failed') return { job, verdict, failed: job };
      const hasOwnWord = job.deletingAtMs !== null || job.state === 'suspended';
      if (run?.state !== 'failed' || hasOwnWord) return { job, verdict, failed: null };
      return { job, verdict: { tone: 'failed', label: 'Last run failed' }, failed: run };
    });
}

/** Of each job that makes runs, the one that ended last, by the job's id. One that was cancelled tells nothing. */
function newestRuns(jobs: readonly JobRecord[]): Map<string, JobRecord> {
  const newest = new Map<string, JobRecord>();
  for (const run of jobs) {
    const { parentId, state, finishedAtMs } = run;
    if (parentId === null || (state !== 'failed' && state !== 'succeeded')) continue;
    if ((finishedAtMs ?? 0) >= (newest.get(parentId)?.finishedAtMs ?? 0)) newest.set(parentId, run);
  }
  return newest;
}
