export { availability } from './availability.ts';
export { backoffDelayMs, failuresInARow } from './back-off.ts';
export { type FencePosts, fencePosts } from './fence-posts.ts';
export { findNewReplicaSet, revisionsToForget, stableRevision } from './history.ts';
export { planRollout } from './plan-rollout.ts';
export { promoteRollout, servingReplicaSet } from './promotion.ts';
export type {
  ReplicaSetCounts,
  ReplicaSetSize,
  RolloutAction,
  RolloutDecision,
  RolloutEvent,
  RolloutInput,
  RolloutPatch,
} from './rollout-input.ts';
export { rankForStop, type StopCandidate } from './stop-order.ts';
