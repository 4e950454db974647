import { expect, test } from 'vitest';
import { conflictOf, firstKeyOf, rebindable, rebound } from './key-bindings.ts';

test('a chosen key stands for the first one, which stands for nothing any more', () => {
  const bindings = rebound({}, 's', 'q');
  expect(firstKeyOf('q', bindings)).toBe('s');
  expect(firstKeyOf('s', bindings)).toBeNull();
  expect(firstKeyOf('u', bindings)).toBe('u');
  expect(firstKeyOf('ArrowDown', bindings)).toBe('ArrowDown');
});

test('two actions can change keys, one after the other', () => {
  const free = rebound({}, 's', 'q');
  const swapped = rebound(rebound(free, 'u', 's'), 's', 'u');
  expect([firstKeyOf('s', swapped), firstKeyOf('u', swapped), firstKeyOf('q', swapped)]).toEqual([
    'u',
    's',
    'q',
  ]);
});

test('a key that something else has is told with what has it', () => {
  expect(conflictOf('u', 's', {})).toBe('Update its image');
  expect(conflictOf('u', 's', { u: 'q' })).toBeNull();
  expect(conflictOf('s', 's', {})).toBeNull();
  expect(conflictOf('g', 's', {})).toBe('the way to places');
});

test('the first key again is no choice', () => {
  expect(rebound({ s: 'q' }, 's', 's')).toEqual({});
});

test('no two actions begin with the same key', () => {
  expect(new Set(rebindable.map(({ key }) => key)).size).toBe(rebindable.length);
});
