import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ShownLine } from './log-buffer.ts';
import { TraceFolds } from './trace-folds.ts';

const written = (...texts: [taskId: string, text: string][]): ShownLine[] =>
  texts.map(([taskId, text], id) => ({
    ...{ id, atMs: id, taskId, taskName: taskId, revision: 1, stream: 'stderr' as const, text },
  }));
const none: ReadonlySet<number> = new Set();
const foldTraces = (lines: readonly ShownLine[], open: ReadonlySet<number>) =>
  new TraceFolds().fold(lines, open);
const texts = (lines: readonly ShownLine[]) => lines.map(({ text }) => text);

const failed = written(
  ['a', 'Error: it broke'],
  ['a', '    at pay (shop.js:1:2)'],
  ['b', 'GET /'],
  ['a', '    at main (shop.js:9:2)'],
  ['a', 'goes on'],
);

it('folds a trace under its first line, also where another replica wrote in between', () => {
  const { lines, below } = foldTraces(failed, none);
  expect(texts(lines)).toEqual(['Error: it broke', 'GET /', 'goes on']);
  expect([...below]).toEqual([[0, 2]]);
});

it('shows all of one that is open', () => {
  const { lines, below } = foldTraces(failed, new Set([0]));
  expect(lines).toHaveLength(5);
  expect(below.get(0)).toBe(2);
});

it.each([
  [
    'Python',
    ['Traceback (most recent call last):', '  File "a.py", line 3, in f', '    g()', 'ValueError: no'],
    2,
  ],
  ['Java', ['java.lang.Error: no', '\tat A.b(A.java:3)', 'Caused by: no', '\tat A.c(A.java:4)'], 1],
])('reads what %s writes', (_, trace, shown) => {
  expect(foldTraces(written(...trace.map((text): [string, string] => ['a', text])), none).lines).toHaveLength(
    shown,
  );
});

it('leaves what is only indented, and a single line more', () => {
  const indented = written(['a', '{'], ['a', '  "at": 1,'], ['a', '  "b": 2'], ['a', '}']);
  expect(foldTraces(indented, none).lines).toBe(indented);
  const single = written(['a', 'Error'], ['a', '    at pay (shop.js:1:2)']);
  expect(foldTraces(single, none).lines).toBe(single);
});

it('lets nothing go on from a line that has gone', () => {
  const folds = new TraceFolds();
  const [head, ...trace] = written(
    ['a', 'Error'],
    ['b', 'GET /'],
    ['a', '    at pay (shop.js:1:2)'],
    ['a', '    at main (shop.js:9:2)'],
  );
  folds.fold([head!, trace[0]!], none);
  expect(folds.fold(trace, none).lines).toEqual(trace);
});

const anyText = fc.constantFrom('Error: it broke', '    at pay (shop.js:1:2)', '  "at": 1,', 'GET /');
const anyStep = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ come: fc.array(fc.tuple(fc.constantFrom('a', 'b'), anyText), { maxLength: 6 }) }),
  },
  fc.record({ go: fc.nat(8) }),
  fc.record({ open: fc.uniqueArray(fc.nat(30), { maxLength: 3 }) }),
  fc.record({ between: fc.nat(20) }),
);

it('folds a list that grows, however it does, as one that is folded at once', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 25 }), (steps) => {
      const folds = new TraceFolds();
      let [lines, open, nextId]: [ShownLine[], ReadonlySet<number>, number] = [[], none, 0];
      for (const step of steps) {
        if ('come' in step)
          lines = [...lines, ...written(...step.come).map((line) => ({ ...line, id: nextId++ }))];
        if ('go' in step) lines = lines.slice(step.go);
        if ('open' in step) open = new Set(step.open);
        const before = 'between' in step ? lines[step.between] : undefined;
        if (before !== undefined) {
          const note = { ...before, id: before.id - 0.5, stream: 'note' as const };
          lines = lines.flatMap((line) => (line === before ? [note, line] : [line]));
        }
        const { lines: shown, below } = folds.fold(lines, open);
        const atOnce = foldTraces(lines, open);
        expect(shown.map(({ id }) => id)).toEqual(atOnce.lines.map(({ id }) => id));
        expect(new Map(below)).toEqual(new Map(atOnce.below));
      }
    }),
    { numRuns: 500 },
  );
});
