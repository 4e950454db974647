import { type CommandOf, hasJobEnded } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { endJob } from '../job/end-job.ts';
import { stopTasks } from '../job/job-tasks.ts';
import { pathOf } from '../state/indexes.ts';
import { aboutJob, record } from '../timeline.ts';
import { type Acceptance, accepted, alreadySo, refuse } from './answer.ts';
import { changeJob, findJob } from './find-job.ts';

/** Its tasks stop; the record stays, to say who gave it up and why. */
export function cancelJob(draft: Draft, command: CommandOf<'job.cancel'>): Acceptance {
  const found = findJob(draft, command);
  if (!found.ok) return found;
  const job = found.value;
  if ('run' in job.spec.plan) {
    const what = `Job ${job.name} is a ${job.spec.plan.kind} job, which does not end by itself;`;
    return refuse('unsupported', `${what} suspend it, delete it, or cancel one of its runs.`);
  }
  if (hasJobEnded(job.state))
    return alreadySo(pathOf(job), `Job ${job.name} has ended already: ${job.state}.`);
  const message = `Cancelled by ${draft.actor.name}${command.reason === '' ? '' : `: ${command.reason}`}.`;
  endJob(draft, job, { state: 'cancelled', reason: 'Cancelled', message });
  return accepted(pathOf(job), `Job ${job.name} is cancelled; its tasks are stopping.`);
}

/** Its tasks stop first, gracefully; then its records go, with those of its runs. */
export function deleteJob(draft: Draft, command: CommandOf<'job.delete'>): Acceptance {
  const found = findJob(draft, command);
  if (!found.ok) return found;
  const job = changeJob(draft, found.value, { deletingAtMs: draft.nowMs });
  const message = `Job ${job.name} was deleted.`;
  for (const one of [job, ...draft.state.runsOf(job.id)])
    stopTasks(draft, one, { reason: 'Deleted', message, graceSeconds: command.graceSeconds });
  record(draft, aboutJob(job), 'JobDeleted', 'Being deleted: its tasks stop.');
  return accepted(pathOf(job), `Job ${job.name} is being deleted.`);
}
