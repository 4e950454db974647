import { expect, it } from 'vitest';
import { foldJson } from './json-line.ts';
import { keptLines } from './kept-lines.ts';
import type { ShownLine } from './log-buffer.ts';
import { choiceMatcher, isLineOf, lineId, momentOfLine } from './log-choice.ts';
import { newPatterns, PatternTally, patternOf } from './patterns.ts';

const line = (id: number, text: string, over: Partial<ShownLine> = {}): ShownLine => ({
  id,
  atMs: id,
  taskId: 't1',
  taskName: 'web-1',
  revision: 1,
  stream: 'stdout',
  text,
  ...over,
});

it('folds a structured line to its message and the rest', () => {
  expect(foldJson('{"level":"info","msg":"served","ms":12,"path":"/a"}')).toEqual({
    message: 'served',
    fields: [
      { name: 'ms', value: '12' },
      { name: 'path', value: '/a' },
    ],
  });
  expect(foldJson('{"no":"message"}')).toBeNull();
  expect(foldJson('{broken')).toBeNull();
  expect(foldJson('plain')).toBeNull();
});

it('keeps what matches as lines come in and as the oldest go', () => {
  const keep = keptLines(({ text }) => text.includes('x'));
  const lines = [line(0, 'x0'), line(1, 'y1'), line(2, 'x2')];
  expect(keep(lines).map(({ id }) => id)).toEqual([0, 2]);
  lines.push(line(3, 'x3'));
  expect(keep(lines).map(({ id }) => id)).toEqual([0, 2, 3]);
  expect(keep(lines.slice(1)).map(({ id }) => id)).toEqual([2, 3]);
  expect(keep([]).map(({ id }) => id)).toEqual([]);
});

it('gives the same array while nothing new matches', () => {
  const keep = keptLines(({ text }) => text.includes('x'));
  const first = keep([line(0, 'x')]);
  expect(keep([line(0, 'x'), line(1, 'y')])).toBe(first);
});

it('looks at each of two hundred thousand lines once', () => {
  let looked = 0;
  const keep = keptLines(() => {
    looked += 1;
    return true;
  });
  const lines = Array.from({ length: 200_000 }, (_, id) => line(id, 'a'));
  keep(lines);
  keep([...lines, line(200_000, 'b')]);
  expect(looked).toBe(200_001);
});

it('tells kinds of lines apart by what stays the same', () => {
  expect(patternOf('took 12 ms for user 4711')).toBe('took # ms for user #');
  expect(patternOf('{"msg":"hello bob","ms":3}')).toBe('{"msg":"…","ms":#}');
  expect(patternOf('id 3f2504e0-4f89-41d3-9a0c-0305e82c3301 gone')).toBe('id # gone');
});

it('finds what only the newer revision writes, the most frequent first', () => {
  const lines = [
    line(0, 'request 1'),
    line(1, 'request 2', { revision: 2 }),
    line(2, 'cache miss 3', { revision: 2 }),
    line(3, 'cache miss 4', { revision: 2 }),
    line(4, 'boom', { revision: 2 }),
  ];
  expect(newPatterns(lines, { older: 1, newer: 2 })).toEqual([
    { text: 'cache miss #', count: 2, example: 'cache miss 3' },
    { text: 'boom', count: 1, example: 'boom' },
  ]);
});

it('looks at each line once, tells failures first, and counts how much is bad', () => {
  const tally = new PatternTally({ older: 1, newer: 2 });
  const first = [
    line(0, 'request 1'),
    line(1, 'request 2', { revision: 2 }),
    line(2, 'cache 1', { revision: 2 }),
  ];
  expect(
    tally
      .add(first)
      .news()
      .map(({ text }) => text),
  ).toEqual(['cache #']);
  const all = [...first, line(3, 'cache 2', { revision: 2 }), line(4, 'ERROR no till 9', { revision: 2 })];
  expect(
    tally
      .add(all)
      .add(all)
      .news()
      .map(({ text, count }) => [text, count]),
  ).toEqual([
    ['ERROR no till #', 1],
    ['cache #', 2],
  ]);
  expect([tally.badnessOf(1), tally.badnessOf(2)]).toEqual([
    { lines: 1, errors: 0 },
    { lines: 4, errors: 1 },
  ]);
  // The old one says so, too, in the end: then it is nothing new.
  expect(
    tally
      .add([...all, line(5, 'cache 7')])
      .news()
      .map(({ text }) => text),
  ).toEqual(['ERROR no till #']);
});

it('narrows down by severity, revision, replica and stream', () => {
  const lines = [
    line(0, 'fine'),
    line(1, 'WARN slow', { stream: 'stderr' }),
    line(2, 'ERROR x', { revision: 2, taskName: 'web-2' }),
  ];
  const ids = (choice: Parameters<typeof choiceMatcher>[0]) =>
    lines.filter(choiceMatcher(choice)!).map(({ id }) => id);
  expect(ids({})).toEqual([0, 1, 2]);
  expect(ids({ severity: 'warnings' })).toEqual([1, 2]);
  expect(ids({ severity: 'errors' })).toEqual([2]);
  expect(ids({ revision: 1 })).toEqual([0, 1]);
  expect(ids({ replica: 'web-2' })).toEqual([2]);
  expect(ids({ stream: 'stderr' })).toEqual([1]);
  const note = { ...line(3, 'web-1 ended: exit code 7'), stream: 'note' } as const;
  const shown = (choice: Parameters<typeof choiceMatcher>[0], one: ShownLine) => choiceMatcher(choice)!(one);
  expect([shown({}, note), shown({ stream: 'stderr', revision: 1 }, note)]).toEqual([true, true]);
  expect([shown({ q: 'ended' }, note), shown({ replica: 'web-2' }, note)]).toEqual([false, false]);
  expect(shown({ replica: 'web-2' }, { ...note, taskName: '', revision: 0 })).toBe(true);
  expect(choiceMatcher({ q: '/(/' })).toBeNull();
});

it('finds the line of a link, whatever its task is called', () => {
  const named = line(7, 'x', { taskName: 'a@b' });
  expect([isLineOf(lineId(named))(named), isLineOf(lineId(named))(line(7, 'x'))]).toEqual([true, false]);
  expect([momentOfLine('web-1@1700000000000'), momentOfLine('web-1')]).toEqual([1_700_000_000_000, null]);
});

it('looks at all lines again when others were put between them', () => {
  const tally = new PatternTally({ older: 1, newer: 2 });
  const news = (lines: ShownLine[]) =>
    tally
      .add(lines)
      .news()
      .map(({ text, count }) => [text, count]);
  expect(news([line(0, 'cache 1', { revision: 2 })])).toEqual([['cache #', 1]]);
  const both = [line(-1, 'hit 1', { revision: 2 }), line(0, 'cache 1', { revision: 2 })];
  expect(news(both)).toEqual([
    ['hit #', 1],
    ['cache #', 1],
  ]);
});
