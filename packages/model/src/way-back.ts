import type { DeploymentRecord, RevisionRecord, RolloutRecord } from './records.ts';

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

/** Whether a rollout was completed, or at least switched over to before it was superseded. */
export const cameToServe = ({ outcome, promoted }: Pick<Rollout, 'outcome' | 'promoted'>) =>
  outcome === 'complete' || (outcome === 'superseded' && promoted);

/** By its rollouts; one that is so old that they are forgotten is taken to have come to serve. */
const hasServed = (rollouts: readonly Rollout[]) => rollouts.length === 0 || rollouts.some(cameToServe);
