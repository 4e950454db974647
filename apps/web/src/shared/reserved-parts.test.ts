import { expect, it } from 'vitest';
import { reservedParts } from './reserved-parts.ts';

const amounts = (reserved: number, used: number | null) =>
  reservedParts({ reserved, used }, String).map(({ amount }) => amount);

it('shows what is in use of what is reserved, and no more than that', () => {
  expect(amounts(10, 4)).toEqual([4, 6]);
  expect(amounts(10, 14)).toEqual([10, 0]);
});

it('shows all that is reserved in one where nothing is measured, as pale as what is not in use', () => {
  const [, notInUse] = reservedParts({ reserved: 10, used: 4 }, String);
  expect(reservedParts({ reserved: 10, used: null }, String)).toEqual([
    { amount: 10, label: 'reserved 10', className: notInUse!.className },
  ]);
});
