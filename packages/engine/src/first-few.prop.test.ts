import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstFew } from './first-few.ts';

describe('firstFew', () => {
  it('gives what sorting all gives, equals in the order they came in', () => {
    const item = fc.record({ rank: fc.nat(9), name: fc.string({ maxLength: 2 }) });
    fc.assert(
      fc.property(fc.array(item, { maxLength: 80 }), fc.nat(90), (items, count) => {
        const order = (a: { rank: number }, b: { rank: number }) => a.rank - b.rank;
        expect(firstFew(items, order, count)).toEqual(items.toSorted(order).slice(0, count));
      }),
    );
  });
});
