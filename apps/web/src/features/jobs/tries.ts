import type { TaskRecord } from '@gantry/model';

/**
 * Which try of its task each is, by its id; one of a task that has a single one is left out. Of those that are not kept any
 * more it is known only that there was at least one.
 */
export function triesOf(tasks: readonly TaskRecord[]): ReadonlyMap<string, number> {
  const byTask = Map.groupBy(tasks, ({ jobPart, jobIndex }) => `${jobPart} ${jobIndex}`);
  return new Map(
    [...byTask.values()].flatMap((tries) => {
      const inOrder = tries.toSorted((a, b) => a.createdAtMs - b.createdAtMs);
      const forgotten = inOrder[0]!.replaces === null ? 0 : 1;
      if (forgotten + inOrder.length === 1) return [];
      return inOrder.map(({ id }, index): [string, number] => [id, forgotten + index + 1]);
    }),
  );
}
