import {
  compilePattern,
  type FrameworkRecord,
  type LeastOffer,
  type NodeRecord,
  type OfferConstraint,
  type Resources,
  resourceKinds,
} from '@gantry/model';
import { fieldOf } from '../place/node-field.ts';
import { isWorthIt } from './offerable.ts';

/** Whether it is as much as the framework wants to be asked about for the role (rule OF17). */
export function isEnough({ leastOffers }: FrameworkRecord, role: string, resources: Resources): boolean {
  const least = leastOffers?.[role];
  if (least === undefined) return isWorthIt(resources);
  return least.length === 0 ? isSomething(resources) : least.some((one) => covers(resources, one));
}

/** Whether it names a least of its own, which may be less than the usual one. */
export const hasOwnLeast = ({ leastOffers }: FrameworkRecord): boolean =>
  Object.keys(leastOffers ?? {}).length > 0;

const isSomething = (resources: Resources): boolean => resourceKinds.some((kind) => resources[kind] > 0);

const covers = (resources: Resources, least: LeastOffer): boolean =>
  isSomething(resources) && resourceKinds.every((kind) => resources[kind] >= (least[kind] ?? 0));

/** Whether the node is one of those that the framework takes offers of for the role (rule OF17). */
export function isWelcome({ offerConstraints }: FrameworkRecord, role: string, node: NodeRecord): boolean {
  const groups = offerConstraints?.[role];
  return groups === undefined || groups.some((group) => group.every((one) => holds(one, node)));
}

const patterns = new WeakMap<OfferConstraint, (value: string) => boolean>();

function matches(constraint: OfferConstraint, value: string): boolean {
  const known = patterns.get(constraint) ?? compilePattern(constraint.value);
  patterns.set(constraint, known);
  return known(value);
}

/** Numbers and ranges are no text: predicates about texts hold of them, whatever they say. */
const isText = (value: string): boolean => !/^-?\d+(\.\d+)?$|^\[\d+-\d+\]$/.test(value);

function holds(constraint: OfferConstraint, node: NodeRecord): boolean {
  const value = fieldOf(node, constraint.field);
  const isNegative = constraint.predicate.startsWith('not');
  if (value === null) return isNegative;
  if (constraint.predicate === 'exists' || constraint.predicate === 'notExists') return !isNegative;
  if (!isText(value)) return true;
  const isEqual = constraint.predicate.toLowerCase().endsWith('equals');
  return (isEqual ? value === constraint.value : matches(constraint, value)) !== isNegative;
}
