import type { RolloutDecision, RolloutInput } from './rollout-input.ts';

/** Decides what a deployment's replica sets should be now. Pure and level-triggered (SPEC.md, rules RO). */
export declare function planRollout(input: RolloutInput): RolloutDecision;
