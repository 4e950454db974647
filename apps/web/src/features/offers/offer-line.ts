import type { OfferRecord } from '@gantry/model';
import { matcher, parseFilter, type Term } from '@gantry/model/filter-line';

/** A framework in a role, as a line of the offers screen can be about it. */
export interface Bidder {
  frameworkId: string;
  name: string;
  role: string;
}

const bidderFields = {
  framework: ({ name }: Bidder) => name,
  role: ({ role }: Bidder) => role,
};

/**
 * Whether a line for offers takes a framework in a role: by its own name and role, whatever the line says of offers; or
 * by an offer of it that the line takes, as of a node that is named in plain text.
 */
export function bidderTest(
  line: string,
  matching: readonly Pick<OfferRecord, 'frameworkId' | 'role'>[],
): (bidder: Bidder) => boolean {
  const own = parseFilter(line).filter(({ field }) => field === null || field in bidderFields);
  if (own.length === 0) return () => true;
  const takes = matcher(own.map(termText).join(' '), bidderFields, ({ name, role }) => `${name} ${role}`);
  const withOffers = new Set(matching.map(({ frameworkId, role }) => `${frameworkId} ${role}`));
  return (bidder) => takes(bidder) || withOffers.has(`${bidder.frameworkId} ${bidder.role}`);
}

const termText = ({ field, operator, value, negated }: Term): string =>
  `${negated ? '-' : ''}${field === null ? '' : field + operator}"${value}"`;
