import { expect, it } from 'vitest';
import { LastSaid } from './last-said.ts';

const minuteMs = 60_000;

it('takes the first of the same words, and the next when the first are a minute old', () => {
  const said = new LastSaid({ most: 10, standsMs: minuteMs });
  const taken = [0, 1, 59_999, 60_000, 60_001].filter((atMs) => !said.isSaidAgain('ana', 'opens 80', atMs));
  expect(taken).toEqual([0, 60_000]);
});

it('takes other words, and what others say', () => {
  const said = new LastSaid({ most: 10, standsMs: minuteMs });
  expect(said.isSaidAgain('ana', 'one', 0)).toBe(false);
  expect(said.isSaidAgain('ben', 'one', 1)).toBe(false);
  expect(said.isSaidAgain('ana', 'two', 2)).toBe(false);
  expect(said.isSaidAgain('ana', 'one', 3)).toBe(false);
  expect(said.isSaidAgain('ben', 'one', 4)).toBe(true);
});

it('remembers no more than it may', () => {
  const said = new LastSaid({ most: 3, standsMs: minuteMs });
  for (let number = 0; number < 100; number += 1) said.isSaidAgain(`k${number}`, '', number);
  expect(said.size).toBe(3);
  expect(said.isSaidAgain('k99', '', 100)).toBe(true);
  expect(said.isSaidAgain('k1', '', 100)).toBe(false);
});
