export { type Bounds, defaultBounds } from './bounds.ts';
export { createEngine, type EngineOptions } from './engine.ts';
export { type CommitFacts, checkCommit } from './invariants/index.ts';
export { deploymentsFrameworkId } from './offer/framework.ts';
export * from './port.ts';
export { fencePosts, servingReplicaSet, stableRevision } from './rollout/index.ts';
export { createReplica, type Replica } from './state/replica.ts';
export { emptySnapshot } from './state/state.ts';
