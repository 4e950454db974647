import { type CommandOf, checkName, limits } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { makeRun } from '../job/runs.ts';
import { pathOf } from '../state/indexes.ts';
import { type Acceptance, accepted, refuse } from './answer.ts';
import { findJob } from './find-job.ts';

/** A cron job's run at once, beside its schedule; a build job's next build, in its queue. */
export function runJob(draft: Draft, command: CommandOf<'job.run'>): Acceptance {
  const found = findJob(draft, command);
  if (!found.ok) return found;
  const job = found.value;
  const { plan } = job.spec;
  if (!('run' in plan)) {
    return refuse(
      'unsupported',
      `Job ${job.name} is a ${plan.kind} job and runs once; submit it under another name to run it again.`,
    );
  }
  const wrong = command.runName === null ? null : checkName(command.runName);
  if (wrong !== null) return refuse('invalid', `runName: ${wrong}`, [{ field: 'runName', message: wrong }]);
  if (command.runName !== null && draft.state.job(job.namespace, command.runName) !== undefined) {
    return refuse('already_exists', `Job ${command.runName} exists already in namespace ${job.namespace}.`);
  }
  const isBuild = plan.kind === 'build';
  const queued = isBuild ? draft.state.runsOf(job.id).filter(({ state }) => state === 'queued').length : 0;
  if (queued >= limits.jobQueue) {
    return refuse(
      'overloaded',
      `${queued} builds wait in the queue of ${job.name} already; try again later.`,
    );
  }
  const { environment, labels, annotations, runName: name } = command;
  const state = isBuild ? 'queued' : 'waiting';
  const run = makeRun(draft, job, {
    ...{ plan, name, environment, labels, annotations, state },
    scheduledForAtMs: null,
  });
  return accepted(pathOf(run), isBuild ? `Build ${run.name} is queued.` : `${run.name} is made.`);
}
