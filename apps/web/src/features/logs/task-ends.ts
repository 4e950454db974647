import type { TaskRecord } from '@gantry/model';
import { exitSentence } from '../../shared/exit-sentence.ts';
import type { ShownLine } from './log-buffer.ts';

/** A note that stands between lines: whose output ended, and how. */
export type TaskEnd = Omit<ShownLine, 'id' | 'atMs'> & { atMs: number };

/** The ends of these tasks, or of one of their containers, in the order of time. A task runs once: another one is its restart. */
export function taskEnds(tasks: readonly TaskRecord[], container?: string): TaskEnd[] {
  return tasks.flatMap((task) => endsOf(task, container)).sort((a, b) => a.atMs - b.atMs);
}

function endsOf(task: TaskRecord, container: string | undefined): TaskEnd[] {
  const { id: taskId, name: taskName, revision, message, finishedAtMs, containers } = task;
  if (finishedAtMs === null) return [];
  const end = (whose: string, how: string, atMs: number): TaskEnd => ({
    ...{ taskId, taskName, revision, stream: 'note', atMs },
    text: how === '' ? `${whose} ended` : `${whose} ended: ${how}`,
  });
  const exited = containers.filter(({ state }) => state === 'exited');
  if (exited.length === 0) return [end(taskName, message, finishedAtMs)];
  return exited
    .filter(({ name }) => container === undefined || name === container)
    .map((one) => {
      const atMs = one.finishedAtMs ?? finishedAtMs;
      if (containers.length === 1) return end(taskName, exitSentence(one), atMs);
      return { ...end(`${one.name} of ${taskName}`, exitSentence(one), atMs), container: one.name };
    });
}

/**
 * The lines with the ends between them, each after the last line that was written by then. What ended before the first line
 * is left out: the lines that it would stand between are not there.
 */
export function withEnds(lines: readonly ShownLine[], ends: readonly TaskEnd[]): readonly ShownLine[] {
  const fromMs = lines.find(({ atMs }) => atMs !== null)?.atMs ?? Number.POSITIVE_INFINITY;
  const within = ends.filter(({ atMs }) => atMs >= fromMs);
  if (within.length === 0) return lines;
  const parts: (readonly ShownLine[])[] = [];
  let to = lines.length;
  // From the end, as that is where most of them are.
  for (let index = within.length - 1; index >= 0; index -= 1) {
    const end = within[index]!;
    let at = to;
    while (!isBy(lines[at - 1]!, end.atMs)) at -= 1;
    at = Math.min(to, afterLastWords(lines, at, end));
    // Between the ids of the lines beside it, which are whole.
    const id = lines[at - 1]!.id + (index + 1) / (within.length + 1);
    parts.push(lines.slice(at, to), [{ ...end, id }]);
    to = at;
  }
  return [lines.slice(0, to), ...parts.reverse()].flat();
}

/** An end and the last lines before it are told apart by clocks that differ: nothing speaks once it has ended. */
const lateWordsMs = 2_000;

/** Behind the last line of what ended, of those from `at` on that were read soon after. */
function afterLastWords(lines: readonly ShownLine[], at: number, end: TaskEnd): number {
  let after = at;
  for (let index = at; index < lines.length; index += 1) {
    const line = lines[index]!;
    if ((line.atMs ?? 0) > end.atMs + lateWordsMs) break;
    if (isOf(end, line)) after = index + 1;
  }
  return after;
}

const isOf = ({ taskId, container }: TaskEnd, line: ShownLine): boolean =>
  line.stream !== 'note' &&
  line.taskId === taskId &&
  (container === undefined || line.container === container);

const isBy = ({ atMs }: ShownLine, byMs: number) => atMs !== null && atMs <= byMs;
