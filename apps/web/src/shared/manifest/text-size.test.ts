import { expect, it } from 'vitest';
import { longestTextBytes, whyTooLong } from './text-size.ts';

it('takes what has the size of the limit, and names both of what has more', () => {
  expect(whyTooLong('a'.repeat(longestTextBytes))).toBeNull();
  expect(whyTooLong('a'.repeat(1024 * 1024))).toMatch(
    /^The text has 1\sMiB; at most 512\sKiB can be edited here/,
  );
});

it('counts bytes, not characters', () => {
  expect(whyTooLong('ä'.repeat(longestTextBytes / 2))).toBeNull();
  expect(whyTooLong('ä'.repeat(longestTextBytes / 2 + 1))).not.toBeNull();
});
