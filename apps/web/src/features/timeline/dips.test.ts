import { expect, it } from 'vitest';
import { dipPlaces } from './dip-ticks.tsx';
import { dipsOfRevision, dipsSentence, dipWords } from './dips.ts';
import { revisionEntry } from './testing/revision-entry.ts';

const dip = (fromAtMs: number, toAtMs: number | null, lowestReady = 1) => ({
  ...{ fromAtMs, toAtMs, lowestReady },
  ...{ floor: 3, desired: 4 },
});
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

it('says how deep readiness fell, and for how long', () => {
  expect(plain(dipWords(dip(0, 12_000), 0))).toBe('1 of 4 ready where 3 were to be, for 12 s');
  expect(plain(dipWords(dip(0, null), 30_000))).toBe(
    '1 of 4 ready where 3 were to be, for 30 s and going on',
  );
  expect(dipsSentence([], 0)).toBe('');
  expect(plain(dipsSentence([dip(0, 12_000)], 0))).toBe('fell below its floor once, for 12 s, to 1 of 4');
  expect(plain(dipsSentence([dip(0, 12_000, 2), dip(50_000, 52_000, 0)], 0))).toBe(
    'fell below its floor 2 times, for 14 s in all, to 0 of 4',
  );
});

it('gives a dip to the revision that was the newest when it began', () => {
  const [first, second] = [revisionEntry(1), revisionEntry(2)];
  const dips = [
    dip(first.createdAtMs, second.createdAtMs + 5),
    dip(second.createdAtMs, second.createdAtMs + 9),
  ];
  expect(dipsOfRevision(dips, first, second)).toEqual([dips[0]]);
  expect(dipsOfRevision(dips, second, undefined)).toEqual([dips[1]]);
});

it('draws a tick for each dip, those that would be one line as one, with lengths only where there is room', () => {
  const placed = dipPlaces(
    [dip(100, 200), dip(101, 400), dip(150, 250), dip(500, 600)],
    { xOf: (atMs) => atMs, from: 50, to: 700 },
    1_000,
  );
  expect(placed.map(({ x, dips, isTold }) => [x, dips.length, isTold])).toEqual([
    [100, 2, true],
    [150, 1, false],
    [500, 1, true],
  ]);
});
