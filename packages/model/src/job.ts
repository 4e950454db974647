import { z } from 'zod';
import { jobId, templateHash } from './id.ts';
import { jobStates } from './job-state.ts';
import { backoff } from './strategy.ts';
import { template } from './template.ts';

/**
 * Jobs: tasks that run to completion. A plan names its templates: whole ones in what is asked for, their hashes in
 * records.
 */

/** Where the tasks of a stage would rather run: task i near the nodes whose `label` has `values[i modulo length]`. */
export const locality = z.strictObject({
  label: z.string(),
  values: z.array(z.string()).min(1),
  /** So long a task waits for room there before it goes elsewhere. */
  waitSeconds: z.number().min(0),
});
export type Locality = z.infer<typeof locality>;

function runPlanOf<T extends z.ZodType>(of: T) {
  const stage = z.strictObject({
    name: z.string(),
    /** So many tasks have to succeed, one for each index from 0. */
    completions: z.int().min(1),
    /** At most so many at a time. */
    parallelism: z.int().min(1),
    locality: locality.nullable(),
    template: of,
  });
  return z.discriminatedUnion('kind', [
    /** Stages one after the other, as map and reduce: Hadoop's way. With one stage it is Kubernetes's indexed Job. */
    z.strictObject({ kind: z.literal('batch'), stages: z.array(stage).min(1) }),
    /** All `ranks` start at once or none does, as MPI needs; one that fails stops all. */
    z.strictObject({
      kind: z.literal('gang'),
      ranks: z.int().min(1),
      /** It fails when it has found no room for so long. null: it waits. */
      startDeadlineSeconds: z.number().nullable(),
      template: of,
    }),
  ]);
}

/** How many finished runs of a job that makes others are kept. */
const history = { keepSucceeded: z.int().min(0), keepFailed: z.int().min(0) };

function jobPlanOf<T extends z.ZodType>(of: T) {
  const run = runPlanOf(of);
  return z.discriminatedUnion('kind', [
    ...run.options,
    /** Executors of a build server: each queued build makes one, at most `executors` run, and each leaves after its build. */
    z.strictObject({ kind: z.literal('build'), executors: z.int().min(1), ...history, run }),
    /** A run at each moment of the schedule: Kubernetes's CronJob, Chronos's job. */
    z.strictObject({
      kind: z.literal('cron'),
      /** Five fields, or a name such as `@daily`. */
      schedule: z.string(),
      /** IANA's name, such as `Europe/Berlin`. */
      timeZone: z.string(),
      /** What is done at a moment when the run before still goes on. */
      overlap: z.enum(['allow', 'forbid', 'replace']),
      /** A moment that was missed by more than this is skipped. null: the newest missed one is caught up with. */
      startDeadlineSeconds: z.number().nullable(),
      ...history,
      run,
    }),
  ]);
}

export const runPlan = runPlanOf(templateHash);
export type RunPlan = z.infer<typeof runPlan>;
export const jobPlan = jobPlanOf(templateHash);
export type JobPlan = z.infer<typeof jobPlan>;
export type JobKind = JobPlan['kind'];
export type JobStage = Extract<RunPlan, { kind: 'batch' }>['stages'][number];
/** Plans with whole templates: what is asked for. */
export const wantedRunPlan = runPlanOf(template);
export type WantedRunPlan = z.infer<typeof wantedRunPlan>;
export const wantedJobPlan = jobPlanOf(template);
export type WantedJobPlan = z.infer<typeof wantedJobPlan>;

const settings = {
  role: z.string(),
  /** Variables of all its tasks, over those of their templates. */
  environment: z.record(z.string(), z.string()),
  /** So many failed tasks are tried again before the job gives up; of a gang, so many times as a whole. */
  retries: z.int().min(0),
  /** The wait before a failed task, or a failed gang, is tried again. */
  backoff,
  /** How long it may take from its first start, over all tries. null: as long as it takes. */
  activeDeadlineSeconds: z.number().nullable(),
  /** How long the record stays after its end. null: until it is deleted, or newer ones need the room. */
  keepForSeconds: z.number().nullable(),
  /** Nothing runs until it is resumed; what ran is stopped. */
  suspended: z.boolean(),
};
export const jobSpec = z.strictObject({ plan: jobPlan, ...settings });
export type JobSpec = z.infer<typeof jobSpec>;
export const wantedJobSpec = z.strictObject({ plan: wantedJobPlan, ...settings });
export type WantedJobSpec = z.infer<typeof wantedJobSpec>;

/** Tasks that run to completion, and how far they are. */
export const jobRecord = z.strictObject({
  id: jobId,
  namespace: z.string(),
  name: z.string(),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  spec: jobSpec,
  /** Rises with every change of the spec. */
  generation: z.int(),
  /** The cron or build job that made it. */
  parentId: jobId.nullable(),
  state: z.enum(jobStates),
  /** The stable word (`BackoffLimitExceeded`, `DeadlineExceeded`, `Unplaced`), then why it is so in a sentence. */
  reason: z.string(),
  message: z.string(),
  /** batch: the stage it is at. gang: the try it is at. From 0. */
  part: z.int(),
  /** batch: how many indexes of the stage were begun. */
  begun: z.int(),
  /** Tasks that have not ended; of a cron or build job: runs. */
  active: z.int(),
  /** Indexes over all stages, or ranks, that succeeded; of a cron or build job: runs, ever. */
  succeeded: z.int(),
  /** Tasks that failed; of a gang: tries; of a cron or build job: runs, ever. */
  failed: z.int(),
  /** What came of the last task that failed, in a sentence; empty: none did. */
  lastFailure: z.string(),
  /** cron: the last moment that was taken care of, and the next one. null: none. */
  lastScheduledAtMs: z.number().nullable(),
  nextScheduledAtMs: z.number().nullable(),
  /** Of a cron job's run: the moment that it was made for. */
  scheduledForAtMs: z.number().nullable(),
  author: z.string(),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
  startedAtMs: z.number().nullable(),
  finishedAtMs: z.number().nullable(),
  /** Of a gang that waits: until then the room it finds is kept for it; then others have their turn. Left out: never was. */
  gathersUntilMs: z.number().nullable().optional(),
  /** Set when it is being deleted: its tasks stop first, then the record goes. */
  deletingAtMs: z.number().nullable(),
  /** Not null: planning threw, and is held until the next change of this job. */
  quarantine: z.string().nullable(),
});
export type JobRecord = z.infer<typeof jobRecord>;
