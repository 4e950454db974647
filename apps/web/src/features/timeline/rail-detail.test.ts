import { expect, it } from 'vitest';
import { bucketsOf } from './buckets.ts';
import type { RailEntry } from './rail.tsx';
import { railMarks, telling } from './rail-detail.ts';
import { revisionState } from './revision-state.ts';
import { revisionEntry } from './testing/revision-entry.ts';

/** So many revisions; every `failedEach`-th failed. */
function history(count: number, failedEach = 10): RailEntry[] {
  return Array.from({ length: count }, (_, index) => {
    const number = index + 1;
    const base = revisionEntry(number, { current: number === count });
    const failed = number % failedEach === 0 && number !== count;
    const entry = failed ? { ...base, rollout: { ...base.rollout!, outcome: 'failed' as const } } : base;
    return { entry, state: revisionState(entry, { degraded: false }), dips: [] };
  });
}
const cellsOf = (entries: readonly RailEntry[], width: number) =>
  entries.map(({ entry }, index) => ({
    number: entry.number,
    x0: (index * width) / entries.length,
    x1: ((index + 1) * width) / entries.length,
  }));
const marks = (count: number, width: number, target: number | null = null) => {
  const entries = history(count);
  return railMarks(entries, cellsOf(entries, width), target);
};
const kinds = (some: ReturnType<typeof marks>) => some.map(({ kind }) => kind);

it('gives each revision its own mark where there is room', () => {
  expect(kinds(marks(30, 660))).toEqual(Array.from({ length: 30 }, () => 'one'));
});

it('folds runs of ordinary revisions with their count, and keeps what is notable', () => {
  const some = marks(100, 660);
  expect(some.filter(({ kind }) => kind === 'run')).toHaveLength(10);
  expect(some.map((mark) => ('count' in mark ? mark.count : 1)).reduce((a, b) => a + b)).toBe(100);
  expect(some.filter(({ kind }) => kind === 'one').length).toBe(10);
});

it('keeps a thousand revisions to few marks, each bucket as bad as its worst, and the chosen apart', () => {
  const some = marks(1_000, 660, 501);
  expect(some.length).toBeLessThan(100);
  expect(some.map((mark) => ('count' in mark ? mark.count : 1)).reduce((a, b) => a + b)).toBe(1_000);
  expect(some.flatMap((mark) => (mark.kind === 'one' ? mark.at.entry.number : []))).toEqual([501, 1_000]);
  expect(some.some((mark) => mark.kind === 'bucket' && mark.worst.state.tone === 'failed')).toBe(true);
  for (const [index, { x }] of some.entries()) expect(x).toBeGreaterThan(some[index - 1]?.x ?? -1);
});

it('puts all revisions into bars no thinner than asked, none lost', () => {
  const buckets = bucketsOf(history(1_000), { width: 660, leastPixels: 3.2 });
  expect(buckets.length).toBeLessThanOrEqual(660 / 3.2);
  expect(buckets.map(({ from, to }) => to - from + 1).reduce((a, b) => a + b)).toBe(1_000);
  expect(bucketsOf(history(30), { width: 660, leastPixels: 3.2 })).toHaveLength(30);
});

it('paints over the others what says most: the chosen one, then the current one, then what failed', () => {
  const painted = telling(marks(100, 660, 37), 37);
  expect(painted.map((mark) => mark.kind).lastIndexOf('run')).toBe(
    painted.findIndex(({ kind }) => kind === 'one') - 1,
  );
  const numbers = painted.flatMap((mark) => (mark.kind === 'one' ? mark.at.entry.number : []));
  expect(numbers.slice(-3)).toEqual([90, 100, 37]);
});
