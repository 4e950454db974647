import { expect, it } from 'vitest';
import { keptWords } from './window.ts';

it('says how much of the history there is, and where what came before is gone', () => {
  expect(keptWords({ count: 3, shown: 3, folded: 0, oldest: 1 })).toBe('3 kept');
  expect(keptWords({ count: 100, shown: 30, folded: 7, oldest: 4 })).toBe(
    '100 kept · 30 shown · 7 folded · older than r4 is gone',
  );
});
