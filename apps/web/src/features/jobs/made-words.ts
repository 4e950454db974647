import type { JobRecord, TaskRecord } from '@gantry/model';
import { formatCount } from '../../shared/format/quantity.ts';
import { wantedTasks } from './wanted-tasks.ts';

/**
 * How many tasks there are: `2 of 6 made` while some of those that are wanted have not been made yet, else the count of
 * the list, in which a try is a task. Of a gang the try that counts is told.
 */
export function madeWords(job: JobRecord, tasks: readonly TaskRecord[]): string {
  const counting =
    job.spec.plan.kind === 'gang' ? tasks.filter(({ jobPart }) => jobPart === job.part) : tasks;
  const made = new Set(counting.map(({ jobPart, jobIndex }) => `${jobPart} ${jobIndex}`)).size;
  const wanted = wantedTasks(job) ?? 0;
  return made < wanted ? `${formatCount(made)} of ${formatCount(wanted)} made` : formatCount(tasks.length);
}
