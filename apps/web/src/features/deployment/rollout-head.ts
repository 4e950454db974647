import type { DeploymentRecord, RolloutRecord } from '@gantry/model';
import { isTrouble, type Verdict } from '../../shared/tone.ts';
import { readyVerdict, rolloutVerdict } from '../../shared/verdict.ts';

/** What the rollout's block is headed with. */
export interface RolloutHead {
  title: string;
  /** undefined: there was no rollout, and all is well. */
  verdict: Verdict | undefined;
  /** The deployment is in trouble with no rollout under way: that is what the head tells, and how the last one ended comes below. */
  isTrouble: boolean;
}

/** How the rollout under way is, or how the last one ended; unless the deployment is in trouble now, which comes before that. */
export function rolloutHead(
  deployment: DeploymentRecord,
  rollout: RolloutRecord | undefined,
  verdict: Verdict,
): RolloutHead {
  const outcome = rollout && rolloutVerdict(rollout, deployment);
  if (rollout?.endedAtMs === null) {
    const shown = outcome?.tone === 'progress' && isTrouble(verdict.tone) ? verdict : outcome;
    return { title: `Rollout to r${rollout.toRevision}`, verdict: shown, isTrouble: false };
  }
  const now = isTrouble(verdict.tone) ? verdict : readyVerdict(deployment);
  return isTrouble(now.tone) && deployment.deletingAtMs === null
    ? { title: 'Ready now', verdict: now, isTrouble: true }
    : { title: 'Last rollout', verdict: outcome, isTrouble: false };
}
