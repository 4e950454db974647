import { expect, it } from 'vitest';
import { fieldOf, momentOf } from './moments.ts';

it('goes from a moment to its field and back, to the second', () => {
  const atMs = Date.UTC(2026, 2, 29, 1, 30, 15);
  expect(momentOf(fieldOf(atMs))).toBe(atMs);
  expect(momentOf('')).toBeNull();
});
