import type { JobRecord } from '@gantry/model';
import { makesRuns } from '../../shared/job-verdict.ts';
import { hasEnded } from './job-verdict.ts';

/** What can be done to a job; each has a dialog of this name on the job's screen. */
export const jobActs = ['run', 'suspend', 'resume', 'cancel', 'delete'] as const;
export type JobAct = (typeof jobActs)[number];

/** Those that the job, as it is, would not refuse; in the order of their buttons. */
export function actsOn(job: JobRecord): JobAct[] {
  const { spec, deletingAtMs } = job;
  const may: Record<JobAct, boolean> = {
    run: makesRuns(job),
    suspend: !hasEnded(job) && !spec.suspended,
    resume: !hasEnded(job) && spec.suspended,
    cancel: !hasEnded(job) && !makesRuns(job),
    delete: true,
  };
  return deletingAtMs === null ? jobActs.filter((act) => may[act]) : [];
}
