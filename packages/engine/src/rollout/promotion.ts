import { err, ok, type ReplicaSetId, type Result, type RolloutRecord, type Strategy } from '@gantry/model';
import { blueGreenSteps } from './blue-green.ts';
import type { ReplicaSetCounts, RolloutPatch } from './rollout-input.ts';
import { holds } from './scene.ts';

/**
 * What `rollout.promote` writes to the open rollout: a canary goes on from the pause it holds at, a blue-green one is
 * switched over. The error is a sentence that says why there is nothing to promote.
 */
export function promoteRollout(
  strategy: Strategy,
  rollout: RolloutRecord | null,
  nowMs: number,
): Result<RolloutPatch, string> {
  if (rollout === null) return err('There is no rollout in progress to promote.');
  if (strategy.type === 'Canary') return promoteCanary(strategy.steps, rollout, nowMs);
  if (strategy.type !== 'BlueGreen') {
    return err(
      `A ${strategy.type} rollout goes on by itself; only Canary and BlueGreen wait to be promoted.`,
    );
  }
  if (rollout.promoted) return err(`Revision ${rollout.toRevision} is promoted already.`);
  if (rollout.step !== blueGreenSteps.waiting) {
    return err(`Revision ${rollout.toRevision} is not all available yet; promote it when it is.`);
  }
  return ok({ step: blueGreenSteps.switched, stepStartedAtMs: nowMs, promoted: true });
}

function promoteCanary(
  steps: Extract<Strategy, { type: 'Canary' }>['steps'],
  { step }: RolloutRecord,
  nowMs: number,
): Result<RolloutPatch, string> {
  if (steps[step]?.type === 'pause') return ok({ step: step + 1, stepStartedAtMs: nowMs });
  return err(
    step < steps.length
      ? `Step ${step + 1} of ${steps.length} is still on its way; promote when it holds.`
      : 'Every step is passed already.',
  );
}

/**
 * The replica set whose tasks alone a service may send to: of a blue-green rollout, the stable one before the switch
 * and the new one after it. null: every ready task of the deployment.
 */
export function servingReplicaSet(of: {
  strategy: Strategy;
  rollout: RolloutRecord | null;
  stableRevision: number | null;
  newReplicaSetId: ReplicaSetId | null;
  replicaSets: readonly Pick<ReplicaSetCounts, 'id' | 'revision' | 'revisionHistory'>[];
}): ReplicaSetId | null {
  const { rollout, stableRevision } = of;
  if (of.strategy.type !== 'BlueGreen' || rollout === null || stableRevision === null) return null;
  if (rollout.promoted) return of.newReplicaSetId;
  return of.replicaSets.find((set) => holds(set, stableRevision))?.id ?? null;
}
