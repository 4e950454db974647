import type { DeploymentRecord, RolloutRecord } from '@gantry/model';
import { formatPlural } from '../../shared/format/quantity.ts';

/** What pausing comes to: nothing is stopped by it, so it is about what stands still and who is served meanwhile. */
export function pauseSentence(
  { spec, status }: Pick<DeploymentRecord, 'spec' | 'status'>,
  rollout: Pick<RolloutRecord, 'toRevision' | 'endedAtMs'> | undefined,
): string {
  const { replicas } = spec;
  const served = `${status.readyReplicas} of ${formatPlural(replicas, 'container')} are ready and go on serving.`;
  if (rollout === undefined || rollout.endedAtMs !== null)
    return `Nothing stops or starts: the next change waits until it is resumed. ${served}`;
  const there = Math.min(status.updatedReplicas, replicas);
  return `The rollout stands still at ${there} of ${replicas} on r${rollout.toRevision}: nothing more stops or starts. ${served}`;
}
