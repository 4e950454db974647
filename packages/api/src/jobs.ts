import type { JobRecord } from '@gantry/model';
import { jobStates } from '@gantry/model';
import { z } from 'zod';
import type { Context } from './context.ts';
import { findJob } from './find.ts';
import {
  type Asked,
  accept,
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
import {
  cancelCommand,
  cancelFields,
  deleteCommand,
  deleteFields,
  jobPlanInput,
  plannedJobCommand,
  resumeCommand,
  runCommand,
  runFields,
  submitCommand,
  submitFields,
  suspendCommand,
} from './job-command.ts';
import { jobDetail, jobManifest } from './job-view.ts';
import { page, type SortKey } from './page.ts';
import { mutation, query, router } from './procedure.ts';
import { accepted } from './refusal.ts';
import { planAct, submit, submitAct } from './submit.ts';

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

const target = takes({ ...named, ...undoable });

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

  /** What a change would start and stop now, and where; how long tasks of a job run nobody knows. Changes nothing. */
  plan: query.input(accept(jobPlanInput)).query(({ ctx, input }) => planAct(ctx, plannedJobCommand(input))),
  submit: mutation
    .input(takes({ ...submitFields, ...retried }))
    .mutation(({ ctx, input }) => submit(ctx, submitCommand(input), input)),
  /** Of a cron job a run now; of a build job one more build in its queue. */
  run: mutation
    .input(takes({ ...runFields, ...retried }))
    .mutation(({ ctx, input }) => submit(ctx, runCommand(input), input)),
  suspend: mutation.input(target).mutation(({ ctx, input }) => submitAct(ctx, suspendCommand(input), input)),
  resume: mutation.input(target).mutation(({ ctx, input }) => submitAct(ctx, resumeCommand(input), input)),
  cancel: mutation
    .input(takes({ ...cancelFields, ...undoable }))
    .mutation(({ ctx, input }) => submitAct(ctx, cancelCommand(input), input)),
  delete: mutation
    .input(takes({ ...deleteFields, ...undoable }))
    .mutation(({ ctx, input }) => submitAct(ctx, deleteCommand(input), input)),
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
