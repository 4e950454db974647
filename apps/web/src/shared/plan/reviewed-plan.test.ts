import { expect, test } from 'vitest';
import { changedLines } from './reviewed-plan.ts';

test('the same lines in another order are no change', () => {
  expect(changedLines(['a', 'b', 'b'], ['b', 'a', 'b'])).toEqual({ added: [], gone: 0 });
});

test('lines that came are told by their place, and lines that went by their number', () => {
  expect(changedLines(['a', 'b'], ['a', 'c'])).toEqual({ added: [1], gone: 1 });
  expect(changedLines(['a'], ['b', 'a', 'a'])).toEqual({ added: [0, 2], gone: 0 });
  expect(changedLines(['a', 'a'], ['a'])).toEqual({ added: [], gone: 1 });
});
