import { checkPattern, type FrameworkRecord, type LeastOffer, type OfferConstraint } from '@gantry/model';
import { z } from 'zod';
import { listOf, number } from './task-info.ts';

/** What a framework says of the offers that it wants: the least of them, and of which agents. */

const scalar = z.object({ value: number });

export const offerFilters = z.record(
  z.string(),
  z.object({
    min_allocatable_resources: z
      .object({ quantities: listOf(z.object({ quantities: z.record(z.string(), scalar).default({}) })) })
      .optional(),
  }),
);

const text = z.object({ value: z.string() });
const regex = z.object({ regex: z.string() });
const attributeConstraint = z.object({
  selector: z.object({
    pseudoattribute_type: z.string().optional(),
    attribute_name: z.string().optional(),
  }),
  predicate: z.object({
    exists: z.object({}).optional(),
    not_exists: z.object({}).optional(),
    text_equals: text.optional(),
    text_not_equals: text.optional(),
    text_matches: regex.optional(),
    text_not_matches: regex.optional(),
  }),
});
type AttributeConstraint = z.infer<typeof attributeConstraint>;

export const offerConstraints = z.object({
  role_constraints: z
    .record(
      z.string(),
      z.object({ groups: listOf(z.object({ attribute_constraints: listOf(attributeConstraint) })) }),
    )
    .default({}),
});

interface Wishes {
  framework_info: { offer_filters?: z.infer<typeof offerFilters> | undefined };
  offer_constraints?: z.infer<typeof offerConstraints> | undefined;
}

/** As the engine keeps them; or what is wrong with them, in a sentence. */
export function wishesOf(
  { framework_info: { offer_filters = {} }, offer_constraints }: Wishes,
  roles: readonly string[],
): Pick<FrameworkRecord, 'leastOffers' | 'offerConstraints'> | string {
  const groupsByRole = offer_constraints?.role_constraints ?? {};
  const foreign = [...Object.keys(offer_filters), ...Object.keys(groupsByRole)].find(
    (role) => !roles.includes(role),
  );
  if (foreign !== undefined)
    return `Offer filters or constraints name the role '${foreign}', which is not among the framework's roles`;
  const leastOffers: NonNullable<FrameworkRecord['leastOffers']> = {};
  for (const [role, { min_allocatable_resources }] of Object.entries(offer_filters)) {
    if (min_allocatable_resources !== undefined)
      leastOffers[role] = min_allocatable_resources.quantities.map(({ quantities }) => leastOf(quantities));
  }
  const constraints: NonNullable<FrameworkRecord['offerConstraints']> = {};
  for (const [role, { groups }] of Object.entries(groupsByRole)) {
    const read = groups.map((group) => group.attribute_constraints.map(constraintOf));
    const fault = read.flat().find((one) => typeof one === 'string');
    if (fault !== undefined) return fault;
    // Without groups there is nothing that has to hold.
    if (read.length > 0) constraints[role] = read as OfferConstraint[][];
  }
  return { leastOffers, offerConstraints: constraints };
}

const mebibyte = 1024 ** 2;
const kinds: Record<string, readonly [keyof LeastOffer, number]> = {
  cpus: ['cpuMillis', 1000],
  mem: ['memoryBytes', mebibyte],
  disk: ['diskBytes', mebibyte],
  gpus: ['gpus', 1],
};

function leastOf(quantities: Record<string, { value: number }>): LeastOffer {
  const known = Object.entries(quantities).flatMap(([name, { value }]) => {
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    return kind === undefined ? [] : [[kind[0], Math.max(0, Math.round(value * kind[1]))]];
  });
  return Object.fromEntries(known);
}

const pseudoFields: Record<string, string> = {
  HOSTNAME: '@hostname',
  REGION: 'topology.kubernetes.io/region',
  ZONE: 'topology.kubernetes.io/zone',
};

function constraintOf({ selector, predicate }: AttributeConstraint): OfferConstraint | string {
  const { pseudoattribute_type: pseudo, attribute_name: name } = selector;
  const field = pseudo === undefined ? name : pseudoFields[pseudo];
  if (field === undefined)
    return "An offer constraint's selector must have an attribute_name, or one of HOSTNAME, REGION and ZONE";
  const { exists, not_exists, text_equals, text_not_equals, text_matches, text_not_matches } = predicate;
  if (exists) return { field, predicate: 'exists', value: '' };
  if (not_exists) return { field, predicate: 'notExists', value: '' };
  if (text_equals) return { field, predicate: 'equals', value: text_equals.value };
  if (text_not_equals) return { field, predicate: 'notEquals', value: text_not_equals.value };
  if (text_matches) return matching(field, 'matches', text_matches.regex);
  if (text_not_matches) return matching(field, 'notMatches', text_not_matches.regex);
  return `The offer constraint on '${field}' has no predicate that is known here`;
}

const longestRegex = 4096;

function matching(
  field: string,
  predicate: OfferConstraint['predicate'],
  pattern: string,
): OfferConstraint | string {
  const value = pattern.replace(/^\^/, '').replace(/(?<!\\)\$$/, '');
  const fault = pattern.length > longestRegex ? `is longer than ${longestRegex}` : checkPattern(value);
  return fault === null
    ? { field, predicate, value }
    : `The regex of the offer constraint on '${field}' ${fault}`;
}
