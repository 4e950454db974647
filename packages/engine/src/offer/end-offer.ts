import type { FrameworkRecord, NodeId, NodeRecord, OfferRecord, TaskId } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { aboutFramework, record } from '../timeline.ts';
import { forgetOldestOffers } from './ended-offers.ts';

type End = Exclude<OfferRecord['state'], 'outstanding'>;

const counters = {
  accepted: 'offersAccepted',
  declined: 'offersDeclined',
  rescinded: 'offersRescinded',
  expired: 'offersRescinded',
} as const satisfies Record<End, keyof FrameworkRecord>;

/** Ends an offer, and counts it for its framework. */
export function endOffer(
  draft: Draft,
  offer: OfferRecord,
  end: { state: End; reason?: string; taskIds?: TaskId[]; used?: OfferRecord['used'] },
): void {
  const { state, reason = '', taskIds = [], used } = end;
  const ended = { ...offer, state, reason, taskIds, endedAtMs: draft.nowMs };
  draft.put('offers', used === undefined || state !== 'accepted' ? ended : { ...ended, used });
  const framework = draft.state.get('frameworks', offer.frameworkId);
  if (framework !== undefined) {
    const counter = counters[state];
    draft.put('frameworks', { ...framework, [counter]: framework[counter] + 1 });
  }
  forgetOldestOffers(draft);
}

/** Takes an offer back before it was answered. */
export function rescind(draft: Draft, offer: OfferRecord, reason: string): void {
  endOffer(draft, offer, { state: 'rescinded', reason });
  const framework = draft.state.get('frameworks', offer.frameworkId);
  if (framework !== undefined) record(draft, aboutFramework(framework), 'OfferRescinded', reason);
}

export function rescindAllOn(draft: Draft, nodeId: NodeId, reason: string): void {
  for (const offer of draft.state.find('outstandingOffersByNode', nodeId)) rescind(draft, offer, reason);
}

/** Takes a node's offers back from all other roles: some of it is kept for this one now. */
export function rescindFromOthers(draft: Draft, node: NodeRecord, role: string): void {
  for (const offer of draft.state.find('outstandingOffersByNode', node.id)) {
    if (offer.role !== role) rescind(draft, offer, `Resources of ${node.name} are reserved for ${role}.`);
  }
}
