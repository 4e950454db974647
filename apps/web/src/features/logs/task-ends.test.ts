import type { TaskRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { keptLines } from './kept-lines.ts';
import type { ShownLine } from './log-buffer.ts';
import { taskEnds, withEnds } from './task-ends.ts';

const exited = (name: string, finishedAtMs: number, exitCode: number) => ({
  ...{ name, state: 'exited', finishedAtMs, exitCode, signal: null, outOfMemory: false },
});
const task = (over: object) =>
  ({
    ...{ id: 't1', name: 'web-1', revision: 1, message: '', finishedAtMs: null, containers: [] },
    ...over,
  }) as unknown as TaskRecord;
const line = (id: number, atMs: number | null): ShownLine =>
  ({
    id,
    atMs,
    taskId: 't1',
    taskName: 'web-1',
    revision: 1,
    stream: 'stdout',
    text: `${atMs}`,
  }) as ShownLine;
const texts = (lines: readonly ShownLine[]) => lines.map(({ text }) => text);

it('tells with which code each container ended, of one that never ran why, and of what still runs nothing', () => {
  const tasks = [
    task({ finishedAtMs: 31, containers: [exited('web', 30, 7)] }),
    task({ name: 'web-2', finishedAtMs: 20, containers: [exited('a', 10, 0), exited('b', 20, 1)] }),
    task({ name: 'web-3', finishedAtMs: 5, message: 'the image could not be pulled' }),
    task({ name: 'web-4', containers: [exited('a', 1, 0)] }),
  ];
  expect(taskEnds(tasks).map(({ atMs, text }) => [atMs, text])).toEqual([
    [5, 'web-3 ended: the image could not be pulled'],
    [10, 'a of web-2 ended: exit code 0'],
    [20, 'b of web-2 ended: exit code 1'],
    [30, 'web-1 ended: exit code 7'],
  ]);
  expect(texts(taskEnds(tasks.slice(1, 2), 'b') as unknown as ShownLine[])).toEqual([
    'b of web-2 ended: exit code 1',
  ]);
});

it('stand after all that was written by then, in the gaps between the ids of lines', () => {
  const ends = [2, 20, 25, 25, 60].map(
    (at) => taskEnds([task({ finishedAtMs: at, message: `at ${at}` })]).at(0)!,
  );
  const ofOther = (id: number, atMs: number | null) => ({ ...line(id, atMs), taskId: 't2' });
  const lines = [ofOther(0, 10), ofOther(1, 30), ofOther(2, 20), ofOther(3, null), ofOther(4, 40)];
  const shown = withEnds(lines, ends);
  expect(texts(shown)).toEqual([
    ...['10', '30', '20', 'web-1 ended: at 20', 'web-1 ended: at 25', 'web-1 ended: at 25'],
    ...['null', '40', 'web-1 ended: at 60'],
  ]);
  const ids = shown.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
  expect(withEnds(lines, ends.slice(0, 1))).toBe(lines);
  expect(withEnds([], ends)).toEqual([]);
});

it('are no reason to look through all lines again: each is asked about once, also where little matches', () => {
  const asked: number[] = [];
  const keep = keptLines(({ id }) => {
    asked.push(id);
    return id === 1;
  });
  const lines = Array.from({ length: 6 }, (_, id) => line(id, id));
  for (let count = 1; count <= lines.length; count += 1) keep(lines.slice(0, count));
  expect(asked).toEqual([0, 1, 2, 3, 4, 5]);
  expect(keep(lines)).toEqual([lines[1]]);
});

it('never before the last words of what ended, which another clock may tell a moment later', () => {
  const [end] = taskEnds([task({ finishedAtMs: 100 })]);
  const other = (id: number, atMs: number) => ({ ...line(id, atMs), taskId: 't2' });
  const lines = [line(0, 90), other(1, 101), line(2, 103), other(3, 104), line(4, 9_000)];
  expect(texts(withEnds(lines, [end!]))).toEqual(['90', '101', '103', 'web-1 ended', '104', '9000']);
  // The container beside it goes on.
  const two = [exited('a', 100, 0), exited('b', 9_500, 0)];
  const [ofA] = taskEnds([task({ finishedAtMs: 9_500, containers: two })]);
  const beside = [line(0, 90), { ...line(1, 101), container: 'b' }];
  expect(texts(withEnds(beside, [ofA!]))).toEqual(['90', 'a of web-1 ended: exit code 0', '101']);
});
