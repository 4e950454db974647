import { type CommandOf, hasJobEnded, type JobRecord, type Rejection, type Result } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { pathOf } from '../state/indexes.ts';
import { aboutJob, record } from '../timeline.ts';
import { type Acceptance, accepted, alreadySo, refuse } from './answer.ts';
import { changeJob, findJob } from './find-job.ts';

/** Nothing of it runs, and no run of it is made, until it is resumed (rule JB4). */
export function suspendJob(draft: Draft, command: CommandOf<'job.suspend'>): Acceptance {
  const found = findUnended(draft, command);
  if (!found.ok) return found;
  const job = found.value;
  if (job.spec.suspended) return alreadySo(pathOf(job), `Job ${job.name} is suspended already.`);
  const suspended = changeJob(draft, job, { spec: { ...job.spec, suspended: true } });
  record(draft, aboutJob(suspended), 'JobSuspended', `Suspended by ${draft.actor.name}.`);
  const what = 'run' in job.spec.plan ? 'no run of it is begun' : 'its tasks are stopping';
  return accepted(pathOf(job), `Job ${job.name} is suspended: ${what} until it is resumed.`);
}

export function resumeJob(draft: Draft, command: CommandOf<'job.resume'>): Acceptance {
  const found = findUnended(draft, command);
  if (!found.ok) return found;
  const job = found.value;
  if (!job.spec.suspended) return alreadySo(pathOf(job), `Job ${job.name} is not suspended.`);
  const resumed = changeJob(draft, job, { spec: { ...job.spec, suspended: false } });
  record(draft, aboutJob(resumed), 'JobResumed', `Resumed by ${draft.actor.name}.`);
  return accepted(pathOf(job), `Job ${job.name} goes on.`);
}

function findUnended(
  draft: Draft,
  command: { namespace: string; name: string },
): Result<JobRecord, Rejection> {
  const found = findJob(draft, command);
  if (!found.ok || !hasJobEnded(found.value.state)) return found;
  return refuse('conflict', `Job ${command.name} has ended: ${found.value.state}.`);
}
