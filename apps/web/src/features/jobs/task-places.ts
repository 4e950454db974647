import type { JobRecord, TaskRecord } from '@gantry/model';
import { placeInJob } from '../../shared/job-place.ts';
import { triesOf } from './tries.ts';

/** What each task of a job is told as, by its id: `task 2 · try 1`, without the try where it has had only one. */
export function taskPlaces(job: JobRecord, tasks: readonly TaskRecord[]): ReadonlyMap<string, string> {
  const tries = triesOf(tasks);
  return new Map(
    tasks.map((task) => {
      const [place, attempt] = [placeInJob(job, task), tries.get(task.id)];
      return [task.id, attempt === undefined ? place : `${place} · try ${attempt}`];
    }),
  );
}

/** A name, as it may stand in a sentence; a full stop behind it is none of it. */
const name = /[a-z0-9](?:[-.a-z0-9]*[a-z0-9])?/g;

/** Sentences about a job with its tasks told as in their table, not by their names. Those not kept any more keep these. */
export function tasksTold(job: JobRecord, tasks: readonly TaskRecord[]): (sentence: string) => string {
  const places = taskPlaces(job, tasks);
  const byName = new Map(tasks.map((task) => [task.name, places.get(task.id)!]));
  return (sentence) =>
    sentence.replace(name, (word, at: number) => {
      const place = byName.get(word);
      if (place === undefined) return word;
      return at === 0 ? `${place.charAt(0).toUpperCase()}${place.slice(1)}` : place;
    });
}
