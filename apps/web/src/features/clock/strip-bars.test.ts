import { expect, it } from 'vitest';
import { stripBars } from './strip-bars.ts';

const quiet = { commits: 0, warnings: 0 };
const busy = { commits: 9, warnings: 0 };
const size = { width: 40, height: 22 };
const strip = { fromAtMs: 1_000, toAtMs: 5_000, parts: [quiet, busy, { commits: 1, warnings: 2 }, quiet] };

it('draws each part where it was, as high as it was busy', () => {
  expect(stripBars(strip, { fromAtMs: 1_000, toAtMs: 5_000 }, size)).toEqual([
    { x: 0, width: 9, height: 1, isWarning: false },
    { x: 10, width: 9, height: 21, isWarning: false },
    { x: 20, width: 9, height: 9, isWarning: true },
    { x: 30, width: 9, height: 1, isWarning: false },
  ]);
});

it('leaves the parts where they were while the window moves on', () => {
  const moved = stripBars(strip, { fromAtMs: 2_000, toAtMs: 6_000 }, size);
  expect(moved.map(({ x }) => x)).toEqual([-10, 0, 10, 20]);
});

it('draws nothing of a strip that was counted for a longer or a shorter span', () => {
  expect(stripBars(strip, { fromAtMs: 1_000, toAtMs: 9_000 }, size)).toEqual([]);
  expect(stripBars(strip, { fromAtMs: 4_000, toAtMs: 5_000 }, size)).toEqual([]);
});
