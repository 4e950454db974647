import { z } from 'zod';
import { wantedJobSpec } from './job.ts';
import { manifestText } from './manifest-text.ts';

/** What is asked for of jobs. */

const named = { namespace: z.string(), name: z.string() };

export const jobCommand = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('job.apply'),
    ...named,
    labels: z.record(z.string(), z.string()),
    annotations: z.record(z.string(), z.string()),
    spec: wantedJobSpec,
    /** As of `deployment.apply`. */
    text: manifestText.optional(),
    /** `create`: refuse when it exists. `update`: refuse when it does not. `either`: whichever is right. */
    mode: z.enum(['create', 'update', 'either']),
    /** Refuse with `conflict` unless this is the current generation. */
    ifGeneration: z.int().nullable(),
  }),
  /** Stops its tasks; the record stays, as `cancelled`. A cron or build job cannot be: it is suspended or deleted. */
  z.strictObject({ type: z.literal('job.cancel'), ...named, reason: z.string() }),
  /** Stops its tasks; then it goes, with its runs. */
  z.strictObject({
    type: z.literal('job.delete'),
    ...named,
    graceSeconds: z.number().nullable(),
  }),
  /** Stops its tasks until it is resumed; indexes that succeeded are not run again. Cron: no run is made meanwhile. */
  z.strictObject({ type: z.literal('job.suspend'), ...named }),
  z.strictObject({ type: z.literal('job.resume'), ...named }),
  /** Of a cron job a run at once, of a build job one more build in its queue; the run's name is in the reply's `object`. */
  z.strictObject({
    type: z.literal('job.run'),
    ...named,
    /** Over the job's own variables: what this build is to build. */
    environment: z.record(z.string(), z.string()),
    labels: z.record(z.string(), z.string()),
    annotations: z.record(z.string(), z.string()),
    /** null: made from the job's name. */
    runName: z.string().nullable(),
  }),
]);
export type JobCommand = z.infer<typeof jobCommand>;
