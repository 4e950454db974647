import {
  type CommandOf,
  type JobParts,
  type JobRecord,
  jobId,
  mapTemplates,
  type Template,
  templateHash,
} from '@gantry/model';
import { type CronJobObject, type JobObject, projectCronJob, projectJob } from '../projection/job.ts';
import type { Projector } from '../projection/projector.ts';
import { toCronJob, toJob } from '../translate/job.ts';
import { formatAge } from '../wire/age.ts';
import { ageColumn, ageOf, containerColumns, nameColumn, selectorColumn } from './columns.ts';
import { type DeleteOptions, defineResource, type WriteContext } from './definition.ts';
import { savedKind } from './saved-kind.ts';

const group = 'batch';

const findIn =
  (shows: (record: JobRecord) => boolean) => (projector: Projector, namespace: string, name: string) => {
    const record = projector.view.job(namespace, name);
    return record && shows(record) ? record : undefined;
  };
const isRun = ({ spec: { plan } }: JobRecord) => plan.kind === 'batch' || plan.kind === 'gang';
const isCron = ({ spec: { plan } }: JobRecord) => plan.kind === 'cron';

const jobNames = { group, resource: 'jobs' };
const savedJobs = savedKind(jobNames, {
  table: 'jobs',
  shows: isRun,
  find: findIn(isRun),
  project: projectJob,
  save: (context, object, previous) => saved(context, toJob(context, object, previous), previous),
  remove: removal,
});

export const jobs = defineResource<JobObject>({
  ...jobNames,
  version: 'v1',
  singular: 'job',
  kind: 'Job',
  namespaced: true,
  shortNames: [],
  categories: ['all'],
  subresources: [{ name: 'status', kind: 'Job', verbs: ['get'] }],
  columns: [
    nameColumn(),
    { name: 'Status', type: 'string', priority: 0, cell: statusCell },
    {
      name: 'Completions',
      type: 'string',
      priority: 0,
      cell: ({ spec, status }) => `${status.succeeded ?? 0}/${spec.completions}`,
    },
    { name: 'Duration', type: 'string', priority: 0, cell: durationCell },
    ageColumn(),
    ...containerColumns<JobObject>(({ spec }) => spec.template),
    selectorColumn(({ spec }) => spec.selector),
  ],
  ...savedJobs,
  fields: { 'status.successful': ({ status }) => String(status.succeeded ?? 0) },
  ownsOthers: true,
});

function statusCell({ status, metadata, spec }: JobObject): string {
  if (metadata.deletionTimestamp !== undefined) return 'Terminating';
  const [condition] = (status.conditions ?? []) as { type: string }[];
  return condition?.type ?? (spec.suspend === true ? 'Suspended' : 'Running');
}

function durationCell({ status: { startTime, completionTime } }: JobObject, nowMs: number): string {
  if (startTime === undefined) return '';
  return formatAge(
    (completionTime === undefined ? nowMs : Date.parse(completionTime)) - Date.parse(startTime),
  );
}

const cronNames = { group, resource: 'cronjobs' };
const savedCronJobs = savedKind(cronNames, {
  table: 'jobs',
  shows: isCron,
  find: findIn(isCron),
  project: projectCronJob,
  save: (context, object, previous) => saved(context, toCronJob(context, object, previous), previous),
  remove: removal,
});

export const cronJobs = defineResource<CronJobObject>({
  ...cronNames,
  version: 'v1',
  singular: 'cronjob',
  kind: 'CronJob',
  namespaced: true,
  shortNames: ['cj'],
  categories: ['all'],
  subresources: [{ name: 'status', kind: 'CronJob', verbs: ['get'] }],
  columns: [
    nameColumn(),
    { name: 'Schedule', type: 'string', priority: 0, cell: ({ spec }) => spec.schedule },
    { name: 'Timezone', type: 'string', priority: 0, cell: ({ spec }) => String(spec.timeZone ?? '<none>') },
    { name: 'Suspend', type: 'string', priority: 0, cell: ({ spec }) => (spec.suspend ? 'True' : 'False') },
    { name: 'Active', type: 'integer', priority: 0, cell: ({ status }) => status.active?.length ?? 0 },
    {
      name: 'Last Schedule',
      type: 'string',
      priority: 0,
      cell: ({ status }, nowMs) =>
        status.lastScheduleTime === undefined ? '<none>' : ageOf(status.lastScheduleTime, nowMs),
    },
    ageColumn(),
  ],
  ...savedCronJobs,
  /** A run that begins or ends is among its status. */
  dependents(change, projector) {
    if (change.table !== 'jobs') return [];
    const parentId = change.value?.parentId ?? null;
    return [
      ...savedCronJobs.dependents(change, projector),
      ...(parentId === null ? [] : [parentId as string]),
    ];
  },
  fields: {},
  ownsOthers: true,
});

function removal(
  { namespace, name }: JobRecord,
  { gracePeriodSeconds }: DeleteOptions,
): CommandOf<'job.delete'> {
  return { type: 'job.delete', namespace, name, graceSeconds: gracePeriodSeconds };
}

function saved({ projector }: WriteContext, parts: JobParts, previous: JobRecord | undefined) {
  return {
    command: {
      type: 'job.apply' as const,
      ...parts,
      mode: previous ? ('update' as const) : ('create' as const),
      ifGeneration: previous?.generation ?? null,
    },
    ...drawnUp(projector, parts, previous),
  };
}

/** The record that a dry run shows, and its templates, which are not stored. */
function drawnUp({ nowMs }: Projector, { spec, ...named }: JobParts, previous: JobRecord | undefined) {
  const unsaved = new Map<string, Template>();
  const plan = mapTemplates(spec.plan, (template) => {
    const hash = templateHash.parse(`dry-run-${unsaved.size}`);
    unsaved.set(hash, template);
    return hash;
  });
  const blank: Omit<JobRecord, 'namespace' | 'name' | 'labels' | 'annotations' | 'spec'> = {
    ...{ id: jobId.parse('dry-run'), generation: 1, parentId: null, quarantine: null },
    ...{ state: 'waiting', reason: '', message: '', lastFailure: '', author: '' },
    ...{ part: 0, begun: 0, active: 0, succeeded: 0, failed: 0 },
    ...{ lastScheduledAtMs: null, nextScheduledAtMs: null, scheduledForAtMs: null, deletingAtMs: null },
    ...{ createdAtMs: nowMs, updatedAtMs: nowMs, startedAtMs: null, finishedAtMs: null },
  };
  return { drawnUp: { ...blank, ...previous, ...named, spec: { ...spec, plan } }, unsaved };
}
