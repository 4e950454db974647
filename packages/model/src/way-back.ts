import type { DeploymentRecord, RevisionRecord, RolloutRecord } from './records.ts';

type Rollout = Pick<RolloutRecord, 'toRevision' | 'outcome' | 'promoted'>;

/**
 * The revision to go back to when nobody chose one: the newest before the current one that came to serve and is another
 * one than what is wanted now, or, when none did, the newest that did not fail either; one that can run still before one
 * that cannot. undefined: there is none.
 */
export function wayBack(
  { revision: current, templateHash }: Pick<DeploymentRecord, 'revision' | 'templateHash'>,
  revisions: readonly Pick<RevisionRecord, 'number' | 'templateHash' | 'lost'>[],
  rollouts: readonly Rollout[],
): number | undefined {
  const others = revisions
    .filter(({ number, templateHash: other }) => number < current && other !== templateHash)
    .map((revision) => ({ ...revision, of: rollouts.filter((one) => one.toRevision === revision.number) }))
    .sort((a, b) => b.number - a.number);
  const served = others.filter(({ of }) => hasServed(of));
  const ways = served.length > 0 ? served : others.filter(({ of }) => !of.some(hasFailed));
  return (ways.find(({ lost }) => lost?.kind !== 'gone') ?? ways[0])?.number;
}

/** Whether a rollout was completed, or at least switched over to before it was superseded. */
export const cameToServe = ({ outcome, promoted }: Pick<Rollout, 'outcome' | 'promoted'>) =>
  outcome === 'complete' || (outcome === 'superseded' && promoted);

const hasFailed = ({ outcome }: Pick<Rollout, 'outcome'>) =>
  outcome === 'failed' || outcome === 'aborted' || outcome === 'rolledBack';

/** By its rollouts; one that is so old that they are forgotten is taken to have come to serve. */
const hasServed = (rollouts: readonly Rollout[]) => rollouts.length === 0 || rollouts.some(cameToServe);
