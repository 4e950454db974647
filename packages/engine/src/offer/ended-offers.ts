import type { Draft } from '../draft.ts';
import { byCreation } from '../state/record-key.ts';

/** Ended offers are kept for the offers view; a tenth too many go at once, to not sort each time (rule OF4). */
export function forgetOldestOffers(draft: Draft): void {
  const surplus = draft.state.index('endedOffers').sizeOf('all') - draft.bounds.endedOffers;
  if (surplus <= draft.bounds.endedOffers / 10) return;
  const oldest = [...draft.state.index('endedOffers').of('all')].sort(byCreation).slice(0, surplus);
  for (const id of oldest) draft.remove('offers', id);
}
