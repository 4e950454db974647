import type { OfferRecord } from '@gantry/model';
import { formatCount } from '../../shared/format/quantity.ts';

const words: readonly (readonly [OfferRecord['state'], string])[] = [
  ['accepted', 'taken'],
  ['declined', 'declined'],
  ['rescinded', 'taken back'],
  ['expired', 'ran out'],
];

/** What a framework and a node had with each other before an offer and since: the newest first, without that one. */
export function offersAlike(offers: readonly OfferRecord[], offer: OfferRecord): OfferRecord[] {
  return offers
    .filter(({ id, frameworkId, nodeId }) => {
      return id !== offer.id && frameworkId === offer.frameworkId && nodeId === offer.nodeId;
    })
    .sort((a, b) => b.createdAtMs - a.createdAtMs);
}

/** `3 taken · 1 declined`, of those that have ended. */
export function historyWords(offers: readonly OfferRecord[]): string {
  const parts = words.flatMap(([state, word]) => {
    const count = offers.filter((one) => one.state === state).length;
    return count === 0 ? [] : [`${formatCount(count)} ${word}`];
  });
  return parts.join(' · ') || 'none that has ended';
}
