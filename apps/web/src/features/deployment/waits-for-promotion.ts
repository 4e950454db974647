import type { DeploymentRecord, RolloutRecord } from '@gantry/model';

/** Its rollout goes step by step, or side by side, and somebody may promote it: of all that can be done that stands out. */
export function waitsForPromotion(
  { spec: { strategy } }: DeploymentRecord,
  rollout: RolloutRecord | undefined,
): boolean {
  const isStaged = strategy.type === 'Canary' || strategy.type === 'BlueGreen';
  return isStaged && rollout?.endedAtMs === null;
}
