import type { JobRecord } from '@gantry/model';
import { jobStates } from '@gantry/model';
import { z } from 'zod';
import type { Context } from './context.ts';
import { findJob } from './find.ts';
import {
  type Asked,
  mayTake,
  named,
  nameField,
  pageFields,
  retried,
  sortBy,
  takes,
  textField,
  undoable,
} from './input.ts';
import { jobDetail, jobManifest } from './job-view.ts';
import { manifestField, readJobManifest } from './manifest.ts';
import { page, type SortKey } from './page.ts';
import { mutation, query, router } from './procedure.ts';
import { accepted } from './refusal.ts';
import { submit } from './submit.ts';

const listFields = {
  /** Left out: all namespaces. */
  namespace: z.string().max(253).nullish(),
  /** The runs of this cron or build job, by its name. Left out: jobs that nobody else made. */
  parent: nameField.nullish(),
  kind: z.enum(['batch', 'gang', 'build', 'cron']).nullish(),
  state: z.enum(jobStates).nullish(),
  text: textField,
  sort: sortBy('name', 'createdAtMs', 'finishedAtMs').default('-createdAtMs'),
  ...pageFields,
};

const submitFields = {
  /** A job as a person writes it: an object, or its YAML or JSON text. */
  manifest: manifestField,
  /** `create` refuses when it exists, `update` when it does not. */
  mode: z.enum(['create', 'update', 'either']).default('either'),
  /** Refused as `conflict` unless this is the job's generation now. */
  ifGeneration: z.int().min(0).nullish(),
  ...retried,
};

const runFields = {
  ...named,
  /** Over the job's own variables: what this build is to build, for one. */
  environment: z.record(z.string().max(256), z.string().max(131_072)).default({}),
  /** Left out: made from the job's name. */
  runName: z.string().min(1).max(63).nullish(),
  ...retried,
};

const target = takes({ ...named, ...retried });

/** Tasks that run to completion: batches, gangs, queues of builds, and what a schedule runs. */
export const jobs = router({
  list: query.input(mayTake(listFields)).query(({ ctx, input }) => listJobs(ctx, input)),
  /** With its tasks and, of one that makes runs, these. */
  get: query
    .input(takes(named))
    .query(({ ctx, input }) => jobDetail(ctx.plane.view, findJob(ctx.plane.view, input))),
  /** As a person would write it. */
  manifest: query
    .input(takes(named))
    .query(({ ctx, input }) => jobManifest(ctx.plane.view, findJob(ctx.plane.view, input))),

  submit: mutation
    .input(takes(submitFields))
    .mutation(({ ctx, input: { manifest, mode, ifGeneration, commandId } }) => {
      const parts = accepted(readJobManifest(manifest));
      return submit(
        ctx,
        { type: 'job.apply', ...parts, mode, ifGeneration: ifGeneration ?? null },
        { commandId },
      );
    }),
  /** Of a cron job a run now; of a build job one more build in its queue. */
  run: mutation
    .input(takes(runFields))
    .mutation(({ ctx, input: { commandId, runName, ...of } }) =>
      submit(
        ctx,
        { type: 'job.run', ...of, labels: {}, annotations: {}, runName: runName ?? null },
        { commandId },
      ),
    ),
  suspend: mutation
    .input(target)
    .mutation(({ ctx, input: { commandId, ...name } }) =>
      submit(ctx, { type: 'job.suspend', ...name }, { commandId }),
    ),
  resume: mutation
    .input(target)
    .mutation(({ ctx, input: { commandId, ...name } }) =>
      submit(ctx, { type: 'job.resume', ...name }, { commandId }),
    ),
  cancel: mutation
    .input(takes({ ...named, ...retried, typed: undoable.typed, reason: z.string().max(1_024).default('') }))
    .mutation(({ ctx, input: { commandId, typed, ...of } }) =>
      submit(ctx, { type: 'job.cancel', ...of }, { commandId, typed }),
    ),
  delete: mutation
    .input(
      takes({
        ...named,
        ...retried,
        typed: undoable.typed,
        graceSeconds: z.number().min(0).max(86_400).nullish(),
      }),
    )
    .mutation(({ ctx, input: { commandId, typed, graceSeconds, ...name } }) =>
      submit(ctx, { type: 'job.delete', ...name, graceSeconds: graceSeconds ?? null }, { commandId, typed }),
    ),
});

function listJobs({ plane: { view } }: Context, input: Asked<typeof listFields>) {
  const text = input.text?.toLowerCase() ?? '';
  const found = page<JobRecord>({
    list: 'jobs',
    rows: view.all('jobs'),
    matches: (job) =>
      (!input.namespace || job.namespace === input.namespace) &&
      (!input.kind || job.spec.plan.kind === input.kind) &&
      (!input.state || job.state === input.state) &&
      (job.parentId === null ? null : (view.get('jobs', job.parentId)?.name ?? null)) ===
        (input.parent ?? null) &&
      job.name.toLowerCase().includes(text),
    keyOf: (row) => sortKey(row, input.sort),
    revision: view.revision,
    sort: input.sort,
    limit: input.limit,
    cursor: input.cursor,
  });
  return accepted(found);
}

function sortKey(row: JobRecord, sort: string): SortKey {
  const field = sort.replace('-', '');
  if (field === 'createdAtMs') return [row.createdAtMs, row.id];
  if (field === 'finishedAtMs') return [row.finishedAtMs ?? Number.MAX_SAFE_INTEGER, row.id];
  return [`${row.name}/${row.namespace}`, row.id];
}
