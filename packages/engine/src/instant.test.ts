import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatInstant } from './instant.ts';

test('an instant reads as RFC 3339 in UTC, as the platform’s own calendar has it', () => {
  expect(formatInstant(0)).toBe('1970-01-01T00:00:00.000Z');
  expect(formatInstant(951_827_696_789)).toBe('2000-02-29T12:34:56.789Z');
  fc.assert(
    fc.property(fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }), (atMs) => {
      expect(formatInstant(atMs)).toBe(new Date(atMs).toISOString());
    }),
  );
});
