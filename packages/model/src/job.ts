import { z } from 'zod';
import { jobId, templateHash } from './id.ts';

/** What a kind of job needs beside its template. */
export const jobPlan = z.discriminatedUnion('kind', [
  /** `completions` tasks have to succeed, at most `parallelism` at a time: Hadoop's way, and Kubernetes's Job. */
  z.strictObject({ kind: z.literal('batch'), completions: z.int().min(1), parallelism: z.int().min(1) }),
  /** All `ranks` run at once or none does, as MPI needs; one that fails stops all. */
  z.strictObject({
    kind: z.literal('gang'),
    ranks: z.int().min(1),
    startDeadlineSeconds: z.number().nullable(),
  }),
  /** One task that a build server waits for. Its sandbox is kept for `keepSeconds` to be looked at. */
  z.strictObject({ kind: z.literal('build'), keepSeconds: z.number() }),
  /** Makes a batch job at each moment of the schedule (five cron fields, in `timeZone`). */
  z.strictObject({
    kind: z.literal('cron'),
    schedule: z.string(),
    timeZone: z.string(),
    overlap: z.enum(['allow', 'forbid', 'replace']),
    startDeadlineSeconds: z.number().nullable(),
    completions: z.int().min(1),
    parallelism: z.int().min(1),
    keepSucceeded: z.int().min(0),
    keepFailed: z.int().min(0),
    suspended: z.boolean(),
  }),
]);
export type JobPlan = z.infer<typeof jobPlan>;

export const jobStates = ['waiting', 'running', 'succeeded', 'failed', 'cancelled'] as const;

/** Tasks that run to completion. */
export const jobRecord = z.strictObject({
  id: jobId,
  namespace: z.string(),
  name: z.string(),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  plan: jobPlan,
  templateHash,
  role: z.string(),
  /** How many failed tasks are replaced before the job gives up. */
  backoffLimit: z.int().min(0),
  /** Over all tries; null: as long as it takes. */
  activeDeadlineSeconds: z.number().nullable(),
  /** How long the record stays after its end. null: until it is deleted. */
  keepForSeconds: z.number().nullable(),
  state: z.enum(jobStates),
  reason: z.string(),
  message: z.string(),
  active: z.int(),
  succeeded: z.int(),
  failed: z.int(),
  /** The cron job that made it. */
  parentId: jobId.nullable(),
  /** cron: when it last made a job, and when it will next. */
  lastScheduledAtMs: z.number().nullable(),
  nextScheduledAtMs: z.number().nullable(),
  author: z.string(),
  createdAtMs: z.number(),
  startedAtMs: z.number().nullable(),
  finishedAtMs: z.number().nullable(),
});
export type JobRecord = z.infer<typeof jobRecord>;
