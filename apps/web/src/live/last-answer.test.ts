import { expect, it } from 'vitest';
import { type LastAnswer, lastAnswer } from './last-answer.ts';

const web: LastAnswer<string> = { of: 'web', data: 'as it was', atMs: 1_000 };
const answer = (data: string | undefined, dataUpdatedAt = 0, isPlaceholderData = false) => ({
  ...{ data, dataUpdatedAt, isPlaceholderData },
});

it('keeps the last answer while the next one waits, fails or stands in for another', () => {
  expect(lastAnswer(web, answer(undefined), 'web')).toBe(web);
  expect(lastAnswer(web, answer('of another', 2_000, true), 'web')).toBe(web);
  expect(lastAnswer(null, answer(undefined), 'web')).toBeNull();
});

it('takes every new answer, also one that says the same later', () => {
  expect(lastAnswer(web, answer('as it is', 2_000), 'web')).toEqual({
    of: 'web',
    data: 'as it is',
    atMs: 2_000,
  });
  expect(lastAnswer(web, answer('as it was', 2_000), 'web')?.atMs).toBe(2_000);
  expect(lastAnswer(web, answer('as it was', 1_000), 'web')).toBe(web);
});

it('takes no answer that was heard before the kept one', () => {
  const now = { ...web, data: 'as it is', atMs: 2_000 };
  expect(lastAnswer(now, answer('as it was', 1_000), 'web')).toBe(now);
  expect(lastAnswer(now, answer('another', 1_000), 'shop')).toEqual({
    of: 'shop',
    data: 'another',
    atMs: 1_000,
  });
});

it('keeps nothing of something else', () => {
  expect(lastAnswer(web, answer(undefined), 'shop')).toBeNull();
});
