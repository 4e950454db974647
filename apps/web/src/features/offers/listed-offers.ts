import { parseFilter } from '@gantry/model/filter-line';
import type { OfferRow } from './offers-table.tsx';

/** Of an offer that has ended nobody asks who does not say so: with the switch, or by naming outcomes in the line. */
export function listedOffers(
  rows: readonly OfferRow[],
  { ended, line }: { ended: boolean; line: string },
): readonly OfferRow[] {
  if (ended || parseFilter(line).some(({ field }) => field === 'outcome')) return rows;
  return rows.filter(({ offer }) => offer.state === 'outstanding');
}
