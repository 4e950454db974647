import { expect, it } from 'vitest';
import { burstLength, burstRange, burstsOf, burstWords, foldBursts, foldedCount } from './bursts.ts';
import type { RailEntry } from './rail.tsx';
import { railMarks } from './rail-detail.ts';
import { revisionState } from './revision-state.ts';
import { revisionEntry } from './testing/revision-entry.ts';

const minute = 60_000;

/** `[minute, author]` of each revision; the last one is current, and each rollout took a minute. */
function history(...made: [atMinute: number, author: string][]): RailEntry[] {
  return made.map(([atMinute, author], index) => {
    const createdAtMs = atMinute * minute;
    const { rollout, ...base } = revisionEntry(index + 1, { current: index === made.length - 1 });
    const times = { startedAtMs: createdAtMs, endedAtMs: createdAtMs + minute };
    const entry = { ...base, createdAtMs, author, rollout: { ...rollout!, ...times } };
    return { entry, state: revisionState(entry, { degraded: false }), dips: [] };
  });
}
const numbers = (bursts: ReturnType<typeof burstsOf>) =>
  bursts.map((burst) => burst.map(({ entry }) => entry.number));
const found = (entries: RailEntry[]) => numbers(burstsOf(entries));

it('finds three or more of one author within half an hour, none healthy for more than ten minutes', () => {
  expect(found(history([0, 'ci'], [5, 'ci'], [10, 'ci'], [15, 'ana']))).toEqual([[1, 2, 3]]);
  expect(found(history([0, 'ci'], [5, 'ci'], [10, 'ana']))).toEqual([]);
  expect(found(history([0, 'ci'], [5, 'ana'], [10, 'ci'], [15, 'ana']))).toEqual([]);
  // The third served for a quarter of an hour.
  expect(found(history([0, 'ci'], [5, 'ci'], [10, 'ci'], [26, 'ci'], [30, 'ana']))).toEqual([]);
});

it('begins another one where half an hour is over', () => {
  const every = (step: number, count: number) =>
    Array.from({ length: count }, (_, index): [number, string] => [index * step, 'ci']);
  expect(found(history(...every(10, 9)))).toEqual([
    [1, 2, 3, 4],
    [5, 6, 7, 8],
  ]);
});

it('leaves the current one and pinned ones out', () => {
  const entries = history([0, 'ci'], [2, 'ci'], [4, 'ci'], [6, 'ci'], [8, 'ci'], [10, 'ci'], [12, 'ci']);
  const third = entries[2]!;
  entries[2] = { ...third, entry: { ...third.entry, pinned: 'good' } };
  expect(found(entries)).toEqual([[4, 5, 6]]);
});

it('makes one mark of a burst, unless what is chosen is in it', () => {
  const entries = history([0, 'ci'], [2, 'ci'], [4, 'ci'], [6, 'ci'], [9, 'ana']);
  const bursts = burstsOf(entries);
  const folded = foldBursts(entries, bursts, new Set());
  expect(folded.map(({ entry, burst }) => [entry.number, burst?.length])).toEqual([
    [1, 4],
    [5, undefined],
  ]);
  expect(foldedCount(folded)).toBe(4);
  expect(foldBursts(entries, bursts, new Set([3]))).toHaveLength(5);
  const cells = [0, 1].map((at) => ({ number: at, x0: at * 100, x1: at * 100 + 100 }));
  const marks = railMarks(folded, cells, null);
  expect(marks.map(({ kind, x }) => [kind, x])).toEqual([
    ['burst', 50],
    ['one', 150],
  ]);
});

it('says whose they were, how many, and how the worst of them went', () => {
  const burst = burstsOf(history([0, 'ci'], [2, 'ci'], [4, 'ci'], [9, 'ana']))[0]!;
  expect([burstRange(burst), burstLength(burst).replaceAll('\u00a0', ' ')]).toEqual(['r1 to r3', '4 m 00 s']);
  expect(burstWords(burst).replaceAll('\u00a0', ' ')).toBe(
    'r1 to r3: 3 revisions by ci within 4 m 00 s, none healthy for more than 10 minutes, the worst served',
  );
});
