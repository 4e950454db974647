import type { DeploymentRecord, RevisionRecord, RolloutRecord } from '@gantry/model';

type Rollout = Pick<RolloutRecord, 'toRevision' | 'outcome' | 'promoted'>;

/**
 * The revision to go back to when nobody chose one: the newest before the current one that came to serve, can run still
 * and is another one than what is wanted now. undefined: there is none.
 */
export function wayBack(
  { revision: current, templateHash }: Pick<DeploymentRecord, 'revision' | 'templateHash'>,
  revisions: readonly Pick<RevisionRecord, 'number' | 'templateHash' | 'lost'>[],
  rollouts: readonly Rollout[],
): number | undefined {
  const ways = revisions
    .filter(({ number, templateHash: other, lost }) => {
      return number < current && other !== templateHash && lost?.kind !== 'gone';
    })
    .map(({ number }) => number)
    .filter((number) => hasServed(rollouts.filter(({ toRevision }) => toRevision === number)));
  return ways.length === 0 ? undefined : Math.max(...ways);
}

/** By its rollouts; one that is so old that they are forgotten is taken to have come to serve, as on the rail. */
const hasServed = (rollouts: readonly Rollout[]) =>
  rollouts.length === 0 ||
  rollouts.some(({ outcome, promoted }) => outcome === 'complete' || (outcome === 'superseded' && promoted));
