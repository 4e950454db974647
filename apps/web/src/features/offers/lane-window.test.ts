import type { OfferRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { forgottenRatio, laneSlices } from './lane-window.ts';

const offer = (createdAtMs: number, state: OfferRecord['state'] = 'declined') =>
  ({ createdAtMs, state }) as OfferRecord;
const [nowMs, windowMs] = [700_000, 600_000];

it('counts what was made in each slice of the window, and what most of it came to', () => {
  const offers = [
    offer(99_999),
    ...[100_000, 109_999].map((atMs) => offer(atMs, 'accepted')),
    offer(105_000),
    offer(699_999),
  ];
  expect(laneSlices(offers, nowMs, windowMs)).toEqual([
    { from: 0, width: 1 / 60, count: 3, height: 1, most: 'accepted' },
    { from: 59 / 60, width: 1 / 60, count: 1, height: 1 / 3, most: 'declined' },
  ]);
});

it('knows how much of the window is not kept any more', () => {
  const offers = [offer(400_000), offer(650_000)];
  expect(forgottenRatio(offers, { made: 2, nowMs, windowMs })).toBe(0);
  expect(forgottenRatio(offers, { made: 9, nowMs, windowMs })).toBe(0.5);
  expect(forgottenRatio([offer(1_000)], { made: 9, nowMs, windowMs })).toBe(0);
  expect(forgottenRatio([], { made: 9, nowMs, windowMs })).toBe(1);
});
