import { expect, it } from 'vitest';
import { restMs } from './rest.ts';

it('asks often what is answered at once, and seldom what keeps the server busy', () => {
  expect([20, 500, 8_000].map((tookMs) => restMs(tookMs, 2_000))).toEqual([2_000, 2_000, 32_000]);
});
