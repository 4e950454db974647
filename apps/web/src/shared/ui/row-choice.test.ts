import { expect, test } from 'vitest';
import { nextChoice } from './row-choice.ts';

const keys = ['a', 'b', 'c', 'd', 'e'];
const next = (chosen: string, key: string, last: string | null = null) =>
  [...nextChoice(new Set(chosen), { key, last, keys })].sort().join('');

test('one row is turned over', () => {
  expect(next('', 'c')).toBe('c');
  expect(next('bc', 'c')).toBe('b');
});

test('a range takes the rows between along, in either direction', () => {
  expect(next('b', 'd', 'b')).toBe('bcd');
  expect(next('d', 'b', 'd')).toBe('bcd');
});

test('a range from a row that is not chosen takes them away', () => {
  expect(next('bcde', 'd', 'a')).toBe('e');
});

test('a range from a row that is not shown any more begins anew', () => {
  expect(next('z', 'b', 'z')).toBe('bz');
});
