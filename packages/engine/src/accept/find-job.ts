import { type JobRecord, ok, type Rejection, type Result } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { refuse } from './answer.ts';

interface Named {
  namespace: string;
  name: string;
}

/** A job that can still be changed. */
export function findJob(draft: Draft, { namespace, name }: Named): Result<JobRecord, Rejection> {
  const job = draft.state.job(namespace, name);
  if (job === undefined) {
    return refuse(
      'not_found',
      `There is no job ${name} in namespace ${namespace}; list the jobs to see which there are.`,
    );
  }
  return job.deletingAtMs === null ? ok(job) : refuse('gone', jobGoneMessage(name));
}

export const jobGoneMessage = (name: string) => `Job ${name} is being deleted; wait until it is gone.`;

/** A change of what is wanted: the generation rises, and a job that was held is tried again. */
export function changeJob(draft: Draft, job: JobRecord, patch: Partial<JobRecord>): JobRecord {
  return draft.put('jobs', {
    ...job,
    ...patch,
    generation: job.generation + 1,
    updatedAtMs: draft.nowMs,
    quarantine: null,
  });
}
