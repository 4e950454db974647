import { expect, it } from 'vitest';
import { spanText } from './span-text.ts';

it.each([
  [0, '0 s'],
  [40, '40 s'],
  [60, '1 m'],
  [159, '2 m 39 s'],
  [600, '10 m'],
])('tells %i seconds as %s', (seconds, text) => {
  expect(spanText(seconds)).toBe(text);
});
