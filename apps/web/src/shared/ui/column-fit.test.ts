import { describe, expect, test } from 'vitest';
import { surplusColumns, withoutSurplus, yieldingTracks } from './column-fit.ts';

const columns = [
  { id: 'name', width: 'minmax(10rem, 2fr)' },
  { id: 'node', width: 'minmax(6rem, 1fr)', from: 'md' },
  { id: 'cpu', width: 'minmax(6rem, 8rem)', from: 'xl' },
  { id: 'memory', width: '160px', from: 'xl' },
  { id: 'age', width: '4rem' },
] as const;
const whole = 16 * (10 + 6 + 6 + 10 + 4 + 4 + 3.25);
const surplusIn = (pixels: number, choosing = false) =>
  surplusColumns(columns, { pixels, remPixels: 16, choosing });
const idsWithout = (surplus: number) => withoutSurplus(columns, surplus).map(({ id }) => id);

describe('the columns of a table that stands beside a panel', () => {
  test('all of them where there is room for their least widths', () => {
    expect(surplusIn(whole)).toBe(0);
    expect(withoutSurplus(columns, 0)).toBe(columns);
  });

  test('one less with every one that there is no room for', () => {
    expect(surplusIn(whole - 1)).toBe(1);
    expect(surplusIn(whole, true)).toBe(1);
    expect(surplusIn(whole - 16 * 11 - 1)).toBe(2);
  });

  test('those for wide screens go first, and of these the last', () => {
    expect(idsWithout(1)).toEqual(['name', 'node', 'cpu', 'age']);
    expect(idsWithout(2)).toEqual(['name', 'node', 'age']);
    expect(idsWithout(3)).toEqual(['name', 'age']);
  });

  test('what makes the row on a phone stays, however narrow it is', () => {
    expect(surplusIn(100)).toBe(3);
  });
});

describe('the columns of a narrow table', () => {
  test('give way by their shares of what is left beside gaps, ends and boxes', () => {
    expect(yieldingTracks(['minmax(6rem, 1fr)', '2rem'], { choosing: false })).toEqual([
      'minmax(min(6rem, (100cqw - 2.125rem) * 0.7500), 1fr)',
      'min(2rem, (100cqw - 2.125rem) * 0.2500)',
    ]);
    expect(yieldingTracks(['32px'], { choosing: true })).toEqual(['min(32px, (100cqw - 3.125rem) * 1.0000)']);
  });
});
