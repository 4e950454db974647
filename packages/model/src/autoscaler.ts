import { z } from 'zod';
import { autoscalerId } from './id.ts';

/** What the average of a deployment's tasks is held against. */
export const autoscalerMetric = z.strictObject({
  /** `cpu` in thousandths of a core, `memory` in bytes. */
  resource: z.enum(['cpu', 'memory']),
  target: z.discriminatedUnion('kind', [
    /** Of what its template requests. */
    z.strictObject({ kind: z.literal('percent'), percent: z.int().min(1) }),
    z.strictObject({ kind: z.literal('average'), value: z.number().positive() }),
  ]),
});
export type AutoscalerMetric = z.infer<typeof autoscalerMetric>;

/** Between which bounds a deployment's size follows what its tasks use. */
export const autoscalerSpec = z.strictObject({
  deployment: z.string(),
  minReplicas: z.int().min(1),
  maxReplicas: z.int().min(1),
  metrics: z.array(autoscalerMetric).min(1),
  /** It shrinks to the largest size that was right within so long. */
  calmSeconds: z.number().min(0),
});
export type AutoscalerSpec = z.infer<typeof autoscalerSpec>;

export const autoscalerRecord = z.strictObject({
  id: autoscalerId,
  namespace: z.string(),
  name: z.string(),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  ...autoscalerSpec.shape,
  generation: z.int(),
  /** What was measured last, by metric. `percent` null: the target is no share. */
  observed: z.array(
    z.strictObject({
      resource: z.enum(['cpu', 'memory']),
      average: z.number(),
      percent: z.int().nullable(),
    }),
  ),
  /** The sizes that were right lately, oldest first. */
  recommended: z.array(z.strictObject({ atMs: z.number(), replicas: z.int() })),
  /** null: nothing was measured yet. */
  desiredReplicas: z.int().nullable(),
  lastScaledAtMs: z.number().nullable(),
  /** Whether it can say what size is right, the stable word why, and a sentence. */
  isActive: z.boolean(),
  reason: z.string(),
  message: z.string(),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
});
export type AutoscalerRecord = z.infer<typeof autoscalerRecord>;

/** What the measured tasks of an autoscaler's deployment use, on average. */
export interface UsageSample {
  autoscalerId: AutoscalerRecord['id'];
  tasks: number;
  cpuMillis: number;
  memoryBytes: number;
}
