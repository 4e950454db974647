import type { CommandOf, OfferRecord } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { rescind } from '../offer/end-offer.ts';
import { setAside } from '../offer/set-aside.ts';
import { type Acceptance, accepted, refuse } from './answer.ts';

const endings: Record<Exclude<OfferRecord['state'], 'outstanding'>, string> = {
  accepted: 'was accepted',
  declined: 'was declined',
  rescinded: 'was taken back',
  expired: 'ran out',
};

/**
 * Takes an offer back that nobody has answered (rule OF23). Its room is kept from who had it for as long as after one that
 * ran out, so that it goes to somebody else, if anybody wants it. Refused when there is no such offer, or it has ended.
 */
export function rescindOffer(draft: Draft, command: CommandOf<'offer.rescind'>): Acceptance {
  const offer = draft.state.get('offers', command.offer);
  if (offer === undefined)
    return refuse('not_found', `There is no offer ${command.offer}. Ended ones are forgotten after a while.`);
  if (offer.state !== 'outstanding')
    return refuse('conflict', `Offer ${offer.id} ${endings[offer.state]}: there is nothing to take back.`);
  setAside(draft, offer, { ...offer, refuseSeconds: draft.bounds.offerTimeoutMs / 1000 });
  rescind(draft, offer, command.reason);
  return accepted(offer.id, `Offer ${offer.id} is taken back.`);
}
