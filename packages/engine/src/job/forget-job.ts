import { type JobRecord, templatesOf } from '@gantry/model';
import { dropManifest } from '../accept/keep-manifest.ts';
import type { Draft } from '../draft.ts';
import { finishNamespace } from '../plan/empty-namespace.ts';
import { dropTemplate, isKnownToHaveEnded, removeTask } from '../plan/reaper.ts';
import { liveTasksOf, stopTasks } from './job-tasks.ts';

/**
 * What is done about a job that is being deleted: its runs first, then its tasks, then its record with its events and
 * templates. Returns when it is to be looked at again by time; null: when something happens.
 */
export function planDeletion(draft: Draft, job: JobRecord): number | null {
  const runs = draft.state.runsOf(job.id);
  for (const run of runs) {
    if (run.deletingAtMs === null) draft.update('jobs', run, { deletingAtMs: draft.nowMs });
  }
  stopTasks(draft, job, { reason: 'Deleted', message: `Job ${job.name} was deleted.` });
  if (runs.length > 0 || liveTasksOf(draft, job).length > 0) return null;
  const tasks = draft.state.tasksOfJob(job.id);
  // What ended in this very step has to be seen once.
  if (!tasks.every((task) => isKnownToHaveEnded(draft, task))) return draft.nowMs;
  for (const task of tasks) removeTask(draft, task);
  for (const event of draft.state.eventsOf(job.id)) draft.remove('events', event.id);
  draft.remove('jobs', job.id);
  dropManifest(draft, job.id);
  for (const hash of templatesOf(job.spec.plan)) dropTemplate(draft, hash);
  finishNamespace(draft, job.namespace);
  return null;
}
