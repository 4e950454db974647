import type { DeploymentRecord, RolloutRecord } from '@gantry/model';

/**
 * The revision that an abort goes back to, where that is the way back: a paused deployment takes no rollback. undefined:
 * it is not paused, nothing is under way, or there was none before. `rollout`: its newest, if any.
 */
export function abortTarget(
  { paused }: Pick<DeploymentRecord, 'paused'>,
  rollout: Pick<RolloutRecord, 'endedAtMs' | 'fromRevision'> | undefined,
): number | undefined {
  if (!paused || rollout === undefined || rollout.endedAtMs !== null) return undefined;
  return rollout.fromRevision ?? undefined;
}
