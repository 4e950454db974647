import type { DeploymentRecord, RolloutRecord } from '@gantry/model';

/** Of a blue-green rollout: all of the new is up beside the old. */
const waitingStep = 1;

/** Its rollout has come as far as it does by itself: a person has to promote it, or take it back. */
export function waitsForPerson(
  { spec: { strategy } }: Pick<DeploymentRecord, 'spec'>,
  { outcome, message, step, promoted }: RolloutRecord,
): boolean {
  // Without a sentence why, it does not wait: other rules than its strategy's hold for it, or it has only just begun.
  if (outcome !== 'running' || message === '') return false;
  if (strategy.type === 'BlueGreen')
    return strategy.autoPromotionSeconds === null && step === waitingStep && !promoted;
  const at = strategy.type === 'Canary' ? strategy.steps[step] : undefined;
  return at?.type === 'pause' && at.seconds === null;
}

/** The revision that is rolled out to as far as a person has to say; null: none is. */
export const waitingRevision = (
  deployment: Pick<DeploymentRecord, 'spec'>,
  rollout: RolloutRecord | undefined,
): number | null =>
  rollout !== undefined && waitsForPerson(deployment, rollout) ? rollout.toRevision : null;
