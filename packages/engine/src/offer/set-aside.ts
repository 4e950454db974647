import type { OfferRecord } from '@gantry/model';
import type { Draft } from '../draft.ts';

/** Mesos's own bound: a year. */
const longestRefusalMs = 365 * 24 * 3_600_000;

/** This much of the node, or less, with no more than these volumes of it, is not offered to the framework for the role again before the time is over. */
export function setAside(
  draft: Draft,
  { frameworkId, role, nodeId }: OfferRecord,
  {
    resources,
    volumes = [],
    refuseSeconds,
  }: Pick<OfferRecord, 'resources' | 'volumes'> & { refuseSeconds: number },
): void {
  const refusalMs = Math.min(longestRefusalMs, Math.max(refuseSeconds * 1000, draft.bounds.leastRefusalMs));
  const filter = { resources, volumes, untilAtMs: Math.ceil(draft.nowMs + refusalMs) };
  draft.agenda.offers.filters.refuse(frameworkId, { role, nodeId }, filter);
}
