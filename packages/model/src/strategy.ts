import { z } from 'zod';

/** A count, or a percentage such as `25%`. */
export const countOrPercent = z.union([z.int().min(0), z.string().regex(/^\d+%$/)]);
export type CountOrPercent = z.infer<typeof countOrPercent>;

export const canaryStep = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('weight'), percent: z.int().min(0).max(100) }),
  z.strictObject({ type: z.literal('replicas'), count: z.int().min(0) }),
  /** `seconds` null: until a person promotes. */
  z.strictObject({ type: z.literal('pause'), seconds: z.number().nullable() }),
]);

export const strategy = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('RollingUpdate'),
    maxSurge: countOrPercent,
    maxUnavailable: countOrPercent,
  }),
  z.strictObject({ type: z.literal('Recreate') }),
  /** Marathon's bounds, 0..1: at least ceil(n * health) ready, at most floor(n * (1 + over)) in all. */
  z.strictObject({
    type: z.literal('Capacity'),
    minimumHealthCapacity: z.number().min(0).max(1),
    maximumOverCapacity: z.number().min(0).max(1),
  }),
  z.strictObject({
    type: z.literal('BlueGreen'),
    autoPromotionSeconds: z.number().nullable(),
    scaleDownDelaySeconds: z.number(),
  }),
  z.strictObject({
    type: z.literal('Canary'),
    steps: z.array(canaryStep),
    maxSurge: countOrPercent,
    maxUnavailable: countOrPercent,
  }),
]);
export type Strategy = z.infer<typeof strategy>;

/** What must hold while a rollout runs. null: not looked at. */
export const healthGates = z.strictObject({
  readyWithinSeconds: z.number().nullable(),
  maxRestarts: z.int().nullable(),
  maxProbeFailures: z.int().nullable(),
  maxErrorLines: z.int().nullable(),
  onFailure: z.enum(['pause', 'rollback']),
});
export type HealthGates = z.infer<typeof healthGates>;

/** The wait before a failed task is replaced. Kubernetes's crash loop (0, 10, 20 ... 300 s) is `true, 10, 2, 300`. */
export const backoff = z.strictObject({
  /** The first failure in a row is replaced without a wait. Marathon waits `initialSeconds` already then. */
  firstAtOnce: z.boolean(),
  initialSeconds: z.number(),
  factor: z.number(),
  maxSeconds: z.number(),
});
export type Backoff = z.infer<typeof backoff>;

/** Everything of a deployment's spec that is not its template. */
export const deploymentSpec = z.strictObject({
  replicas: z.int().min(0),
  selector: z.record(z.string(), z.string()),
  strategy,
  minReadySeconds: z.number().min(0),
  progressDeadlineSeconds: z.number().nullable(),
  revisionHistoryLimit: z.int().min(0).nullable(),
  backoff,
  healthGates: healthGates.nullable(),
  killSelection: z.enum(['default', 'youngestFirst', 'oldestFirst']),
  /** Seconds a task on an unreachable node is waited for before it is replaced; then until its record is given up. */
  unreachable: z.strictObject({ replaceAfterSeconds: z.number(), expungeAfterSeconds: z.number() }),
  role: z.string(),
});
export type DeploymentSpec = z.infer<typeof deploymentSpec>;
