import { expect, it } from 'vitest';
import { type Held, heldOf } from './held.ts';

const web: Held<string> = { of: 'web', data: 'as it was', atMs: 1_000 };
const answer = (data: string | undefined, dataUpdatedAt = 0, isPlaceholderData = false) => ({
  ...{ data, dataUpdatedAt, isPlaceholderData },
});

it('holds the last answer while the next one waits, fails or stands in for another', () => {
  expect(heldOf(web, answer(undefined), 'web')).toBe(web);
  expect(heldOf(web, answer('of another', 2_000, true), 'web')).toBe(web);
  expect(heldOf(null, answer(undefined), 'web')).toBeNull();
});

it('takes every new answer, also one that says the same later', () => {
  expect(heldOf(web, answer('as it is', 2_000), 'web')).toEqual({ of: 'web', data: 'as it is', atMs: 2_000 });
  expect(heldOf(web, answer('as it was', 2_000), 'web')?.atMs).toBe(2_000);
  expect(heldOf(web, answer('as it was', 1_000), 'web')).toBe(web);
});

it('holds nothing of something else', () => {
  expect(heldOf(web, answer(undefined), 'shop')).toBeNull();
});
