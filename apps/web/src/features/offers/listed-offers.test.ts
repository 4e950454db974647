import { expect, it } from 'vitest';
import { listedOffers } from './listed-offers.ts';
import type { OfferRow } from './offers-table.tsx';

const rows = (['outstanding', 'declined', 'accepted'] as const).map(
  (state) => ({ offer: { state } }) as OfferRow,
);
const listed = (line: string, ended = false) =>
  listedOffers(rows, { ended, line }).map(({ offer: { state } }) => state);

it('lists what is held, and what has ended only when it is asked for', () => {
  expect(listed('')).toEqual(['outstanding']);
  expect(listed('framework:spark cpu>1')).toEqual(['outstanding']);
  expect(listed('', true)).toEqual(['outstanding', 'declined', 'accepted']);
  expect(listed('framework:spark outcome:declined')).toHaveLength(3);
});
