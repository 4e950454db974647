import { expect, it } from 'vitest';
import { restMs } from './rest.ts';

it('asks often what is answered at once, and seldom, but within half a minute, what keeps the server busy', () => {
  expect([20, 500, 60_000].map((tookMs) => restMs(tookMs, 2_000))).toEqual([2_000, 2_000, 30_000]);
  expect(restMs(5_000, 2_000)).toBe(20_000);
});
