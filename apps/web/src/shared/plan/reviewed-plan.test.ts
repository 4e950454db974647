import { expect, test } from 'vitest';
import { changedLines } from './reviewed-plan.ts';

test('the same lines in another order are no change', () => {
  expect(changedLines(['a', 'b', 'b'], ['b', 'a', 'b'])).toBe(0);
});

test('lines that came and lines that went are counted once for each other', () => {
  expect(changedLines(['a', 'b'], ['a', 'c'])).toBe(1);
  expect(changedLines(['a'], ['a', 'b', 'c'])).toBe(2);
  expect(changedLines(['a', 'a'], ['a'])).toBe(1);
});
