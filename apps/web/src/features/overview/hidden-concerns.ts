import { type Concern, failedJobsQuery, silentNodesQuery } from '../../shared/concern.ts';
import { formatPlural } from '../../shared/format/quantity.ts';

/** Some of one kind that have no card, and the list in which they are. */
export interface HiddenConcerns {
  text: string;
  to: '/deployments' | '/jobs' | '/nodes';
  search: { group: string } | { q: string };
}

/** What has no card, by what it is of. */
export function hiddenConcerns(all: readonly Concern[], shown: readonly Concern[]): HiddenConcerns[] {
  const hidden = all.filter((concern) => !shown.includes(concern));
  const count = (kind: 'deployment' | 'job' | 'node') => hidden.filter((one) => one[kind] !== null).length;
  const kinds = [
    { count: count('deployment'), noun: 'deployment', to: '/deployments', search: { group: 'status' } },
    { count: count('job'), noun: 'job', to: '/jobs', search: { q: failedJobsQuery } },
    { count: count('node'), noun: 'node', to: '/nodes', search: { q: silentNodesQuery } },
  ] as const;
  return kinds
    .filter((kind) => kind.count > 0)
    .map(({ count: of, noun, to, search }) => ({ text: formatPlural(of, noun), to, search }));
}
