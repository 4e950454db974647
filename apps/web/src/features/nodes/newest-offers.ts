import type { OfferRecord } from '@gantry/model';

const most = 8;

/** Those that nobody has answered yet, then the others; the newest of each first, and not more than a few. */
export function newestOffers(offers: readonly OfferRecord[]): OfferRecord[] {
  const isOut = ({ state }: OfferRecord) => Number(state === 'outstanding');
  return offers.toSorted((a, b) => isOut(b) - isOut(a) || b.createdAtMs - a.createdAtMs).slice(0, most);
}
