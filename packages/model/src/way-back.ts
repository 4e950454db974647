import type { DeploymentRecord, RevisionRecord, RolloutRecord } from './records.ts';

type Rollout = Pick<RolloutRecord, 'toRevision' | 'outcome' | 'promoted'>;

/**
 * The revision to go back to when nobody chose one: the newest before the current one that came to serve and is another
 * one than what is wanted now; one that can run still before one that cannot. undefined: none served.
 */
export function wayBack(
  { revision: current, templateHash }: Pick<DeploymentRecord, 'revision' | 'templateHash'>,
  revisions: readonly Pick<RevisionRecord, 'number' | 'templateHash' | 'lost'>[],
  rollouts: readonly Rollout[],
): number | undefined {
  const served = revisions
    .filter(({ number, templateHash: other }) => number < current && other !== templateHash)
    .filter(({ number }) => hasServed(rollouts.filter(({ toRevision }) => toRevision === number)))
    .sort((a, b) => b.number - a.number);
  return (served.find(({ lost }) => lost?.kind !== 'gone') ?? served[0])?.number;
}

/** Whether a rollout was completed, or at least switched over to before it was superseded. */
export const cameToServe = ({ outcome, promoted }: Pick<Rollout, 'outcome' | 'promoted'>) =>
  outcome === 'complete' || (outcome === 'superseded' && promoted);

/** By its rollouts; one that is so old that they are forgotten is taken to have come to serve. */
const hasServed = (rollouts: readonly Rollout[]) => rollouts.length === 0 || rollouts.some(cameToServe);
