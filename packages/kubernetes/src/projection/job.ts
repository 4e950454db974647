import {
  type JobRecord,
  type JobSpec,
  type JobStage,
  type RunPlan,
  type Template,
  tasksWanted,
} from '@gantry/model';
import type { JsonObject, KubernetesObject } from '../wire/object.ts';
import { timestamp } from '../wire/object.ts';
import { podTemplate } from './pod-template.ts';
import { newestVersion, type Projector } from './projector.ts';
import { keptFields, shownMetadata } from './stored-metadata.ts';

export interface JobObject extends KubernetesObject {
  spec: JsonObject & { completions: number; template: JsonObject };
  status: JsonObject & { succeeded?: number; startTime?: string; completionTime?: string };
}

/** The labels by which clients find the pods of a job. */
export const jobLabels = ({ id, name }: { id: string; name: string }): Record<string, string> => ({
  'batch.kubernetes.io/controller-uid': id,
  'batch.kubernetes.io/job-name': name,
  'controller-uid': id,
  'job-name': name,
});

/** What a CronJob shows as its Job's spec, too. */
export interface RunParts {
  spec: Pick<JobSpec, 'retries' | 'activeDeadlineSeconds' | 'keepForSeconds'>;
  run: RunPlan;
  kept: JsonObject;
}

/** A batch or gang job. Of one with several stages the first one's template stands for all. */
export function projectJob(projector: Projector, record: JobRecord): JobObject {
  const run = record.spec.plan as RunPlan;
  const labels = jobLabels(record);
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: record.name,
      namespace: record.namespace,
      uid: record.id,
      resourceVersion: newestVersion(projector, [{ table: 'jobs', key: record.id }]),
      generation: record.generation,
      creationTimestamp: timestamp(record.createdAtMs),
      ...(record.deletingAtMs === null ? {} : { deletionTimestamp: timestamp(record.deletingAtMs) }),
      ...shownMetadata(record),
      ...ownerReferences(projector, record),
    },
    spec: {
      ...runSpec(projector, { spec: record.spec, run, kept: keptFields(record) }, labels),
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': record.id } },
      suspend: record.spec.suspended,
    },
    status: jobStatus(record),
  };
}

/** The part of a Job's spec that a CronJob's template has as well. */
export function runSpec(
  projector: Projector,
  { spec, run, kept }: RunParts,
  labels: Record<string, string> = {},
): JobObject['spec'] {
  const { restartPolicy = 'Never', ...keptSpec } = kept;
  const shown = podTemplate(templateOf(projector, run), labels);
  return {
    parallelism: run.kind === 'gang' ? run.ranks : run.stages[0]!.parallelism,
    completions: tasksWanted(run),
    completionMode: 'NonIndexed',
    backoffLimit: spec.retries,
    ...(spec.activeDeadlineSeconds === null ? {} : { activeDeadlineSeconds: spec.activeDeadlineSeconds }),
    ...(spec.keepForSeconds === null ? {} : { ttlSecondsAfterFinished: spec.keepForSeconds }),
    ...keptSpec,
    template: { ...shown, spec: { ...(shown.spec as JsonObject), restartPolicy } },
  };
}

function templateOf({ view, unsaved }: Projector, run: RunPlan): Template {
  const hash = run.kind === 'gang' ? run.template : (run.stages[0] as JobStage).template;
  return unsaved?.get(hash) ?? view.get('templates', hash)!.template;
}

function ownerReferences({ view }: Projector, { parentId }: JobRecord) {
  const parent = parentId === null ? undefined : view.get('jobs', parentId);
  if (parent?.spec.plan.kind !== 'cron') return {};
  const { name, id } = parent;
  const owner = { apiVersion: 'batch/v1', kind: 'CronJob', name, uid: id as string };
  return { ownerReferences: [{ ...owner, controller: true, blockOwnerDeletion: true }] };
}

function jobStatus(record: JobRecord): JobObject['status'] {
  const { active, succeeded, failed, startedAtMs, finishedAtMs, state } = record;
  const conditions = conditionsOf(record);
  return {
    ...(active > 0 ? { active } : {}),
    ...(succeeded > 0 ? { succeeded } : {}),
    ...(failed > 0 ? { failed } : {}),
    ...(startedAtMs === null ? {} : { startTime: timestamp(startedAtMs) }),
    ...(finishedAtMs === null || state !== 'succeeded' ? {} : { completionTime: timestamp(finishedAtMs) }),
    ...(conditions.length > 0 ? { conditions } : {}),
  };
}

function conditionsOf({ state, reason, message, finishedAtMs, updatedAtMs }: JobRecord): JsonObject[] {
  const types = { succeeded: 'Complete', failed: 'Failed', cancelled: 'Failed', suspended: 'Suspended' };
  if (!Object.hasOwn(types, state)) return [];
  const at = timestamp(finishedAtMs ?? updatedAtMs);
  const type = types[state as keyof typeof types];
  return [{ type, status: 'True', reason, message, lastProbeTime: at, lastTransitionTime: at }];
}

export interface CronJobObject extends KubernetesObject {
  spec: JsonObject & { schedule: string };
  status: JsonObject & { active?: JsonObject[]; lastScheduleTime?: string };
}

const policies = { allow: 'Allow', forbid: 'Forbid', replace: 'Replace' } as const;

export function projectCronJob(projector: Projector, record: JobRecord): CronJobObject {
  const { plan } = record.spec;
  if (plan.kind !== 'cron') throw new Error(`${record.name} is no cron job but a ${plan.kind} job`);
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: {
      name: record.name,
      namespace: record.namespace,
      uid: record.id,
      resourceVersion: newestVersion(projector, [{ table: 'jobs', key: record.id }]),
      generation: record.generation,
      creationTimestamp: timestamp(record.createdAtMs),
      ...(record.deletingAtMs === null ? {} : { deletionTimestamp: timestamp(record.deletingAtMs) }),
      ...shownMetadata(record),
    },
    spec: {
      schedule: plan.schedule,
      ...(plan.timeZone === 'UTC' ? {} : { timeZone: plan.timeZone }),
      concurrencyPolicy: policies[plan.overlap],
      suspend: record.spec.suspended,
      ...(plan.startDeadlineSeconds === null ? {} : { startingDeadlineSeconds: plan.startDeadlineSeconds }),
      successfulJobsHistoryLimit: plan.keepSucceeded,
      failedJobsHistoryLimit: plan.keepFailed,
      jobTemplate: {
        metadata: { creationTimestamp: null },
        spec: runSpec(projector, { spec: record.spec, run: plan.run, kept: keptFields(record) }),
      },
    },
    status: cronStatus(projector, record),
  };
}

function cronStatus({ view }: Projector, { id, lastScheduledAtMs }: JobRecord): CronJobObject['status'] {
  const active = view.runsOf(id).filter(({ finishedAtMs }) => finishedAtMs === null);
  const reference = { apiVersion: 'batch/v1', kind: 'Job' };
  return {
    ...(active.length === 0
      ? {}
      : {
          active: active.map(({ name, namespace, id: uid }) => ({ ...reference, name, namespace, uid })),
        }),
    ...(lastScheduledAtMs === null ? {} : { lastScheduleTime: timestamp(lastScheduledAtMs) }),
  };
}
