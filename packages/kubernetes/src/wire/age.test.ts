import { expect, it } from 'vitest';
import { formatAge } from './age.ts';

const s = 1000;
const m = 60 * s;
const h = 60 * m;
const d = 24 * h;

it.each([
  [0, '0s'],
  [119 * s, '119s'],
  [120 * s, '2m'],
  [150 * s, '2m30s'],
  [10 * m, '10m'],
  [179 * m, '179m'],
  [3 * h, '3h'],
  [3 * h + 5 * m, '3h5m'],
  [8 * h, '8h'],
  [47 * h, '47h'],
  [48 * h, '2d'],
  [2 * d + 3 * h, '2d3h'],
  [8 * d, '8d'],
  [800 * d, '2y70d'],
  [8 * 365 * d, '8y'],
  [-500, '0s'],
  [-5 * s, '<invalid>'],
])('%i ms is %s', (ms, text) => {
  expect(formatAge(ms)).toBe(text);
});
