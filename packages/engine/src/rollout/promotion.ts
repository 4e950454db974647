import type { Result, RolloutRecord, Strategy } from '@gantry/model';
import type { RolloutPatch } from './rollout-input.ts';

/**
 * What `rollout.promote` writes to the open rollout: a canary goes on from the pause it waits at, a blue-green one is
 * switched over. The error is a sentence that says why there is nothing to promote.
 */
export declare function promoteRollout(
  strategy: Strategy,
  rollout: RolloutRecord | null,
  nowMs: number,
): Result<RolloutPatch, string>;

/**
 * The revision whose tasks alone a service may send to, while a blue-green rollout has not switched over (or has, and
 * the old tasks are only kept); null: every ready task of the deployment.
 */
export declare function servingRevision(
  strategy: Strategy,
  rollout: RolloutRecord | null,
  stableRevision: number | null,
): number | null;
