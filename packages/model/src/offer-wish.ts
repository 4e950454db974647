import { z } from 'zod';

/** What a framework says of the offers that it wants, by role. */

const amount = z.int().min(0);

/** An offer has to have at least this much of each kind that is named. */
export const leastOffer = z.strictObject({
  cpuMillis: amount.optional(),
  memoryBytes: amount.optional(),
  diskBytes: amount.optional(),
  gpus: amount.optional(),
});
export type LeastOffer = z.infer<typeof leastOffer>;

export const attributePredicates = [
  'exists',
  'notExists',
  'equals',
  'notEquals',
  'matches',
  'notMatches',
] as const;

/** On one attribute or label of the node; `hostname` is its name. `matches` is of the whole value. */
export const offerConstraint = z.strictObject({
  field: z.string(),
  predicate: z.enum(attributePredicates),
  /** A text, or a pattern that `checkPattern` finds nothing wrong with; empty where the predicate takes none. */
  value: z.string(),
});
export type OfferConstraint = z.infer<typeof offerConstraint>;

export const offerWishes = {
  /** One of these has to be met; an empty list: whatever there is. A role that is left out: the usual least. */
  leastOffers: z.record(z.string(), z.array(leastOffer)).optional(),
  /** All of one group have to hold. A role that is left out: every node. */
  offerConstraints: z.record(z.string(), z.array(z.array(offerConstraint))).optional(),
};
