import { type JobParts, type JobRecord, parseJob } from '@gantry/model';
import { jobLabels } from '../projection/job.ts';
import { storedMetadata } from '../projection/stored-metadata.ts';
import type { WriteContext } from '../resource/definition.ts';
import { isJsonObject, type JsonObject } from '../wire/object.ts';
import { invalid, notSupported, type StatusCause } from '../wire/status.ts';
import { always, honouredFields, is } from './honoured-fields.ts';
import { invalidCauses } from './invalid-causes.ts';
import { keepUnhonoured, warnOfMetadata } from './unhonoured.ts';

const honoured = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'suspend',
  'completionMode',
  'template',
  'selector',
];
const harmless = {
  manualSelector: is(false),
  podReplacementPolicy: always,
};

const section = (object: JsonObject, key: string): JsonObject =>
  isJsonObject(object[key]) ? object[key] : {};

interface Run {
  /** As `parseJob` reads it. */
  manifest: JsonObject;
  kept: JsonObject;
}

/** A Job of the API in the model's words. Throws a 422 that names every wrong field, warns of unhonoured ones. */
export function toJob(context: WriteContext, object: JsonObject, previous: JobRecord | undefined): JobParts {
  const { namespace, name } = object.metadata as { namespace: string; name: string };
  const named = { group: 'batch', kind: 'Job', name };
  refuseOtherPlans(named, previous);
  const spec = section(object, 'spec');
  checkRestartPolicy(named, spec, 'spec');
  const { manifest, kept } = toRun(context, spec, 'spec');
  const { batch, ...settings } = manifest;
  const parsed = parseJob({
    ...{ namespace, name, ...storedMetadata(object, kept), ...settings, batch },
    suspended: spec.suspend === true,
  });
  if (parsed.ok) return parsed.value;
  throw invalid(named, invalidCauses(object, parsed.error.issues, pathIn('spec')));
}

/** The same of a CronJob. */
export function toCronJob(
  context: WriteContext,
  object: JsonObject,
  previous: JobRecord | undefined,
): JobParts {
  const { namespace, name } = object.metadata as { namespace: string; name: string };
  const named = { group: 'batch', kind: 'CronJob', name };
  refuseOtherPlans(named, previous);
  const spec = section(object, 'spec');
  const jobSpec = section(section(spec, 'jobTemplate'), 'spec');
  const path = 'spec.jobTemplate.spec';
  checkRestartPolicy(named, jobSpec, path);
  checkPolicy(named, spec.concurrencyPolicy);
  const { manifest, kept } = toRun(context, jobSpec, path);
  const { batch, ...settings } = manifest;
  const cron = {
    schedule: spec.schedule,
    ...(spec.timeZone ? { timeZone: spec.timeZone } : {}),
    overlap: String(spec.concurrencyPolicy ?? 'Allow').toLowerCase(),
    ...given('startDeadlineSeconds', spec.startingDeadlineSeconds),
    ...given('keepSucceeded', spec.successfulJobsHistoryLimit),
    ...given('keepFailed', spec.failedJobsHistoryLimit),
    run: { batch },
  };
  const parsed = parseJob({
    ...{ namespace, name, ...storedMetadata(object, kept), ...settings, cron },
    suspended: spec.suspend === true,
  });
  if (parsed.ok) return parsed.value;
  throw invalid(named, invalidCauses(object, parsed.error.issues, pathIn(path)));
}

const given = (key: string, value: unknown): JsonObject =>
  value === undefined || value === null ? {} : { [key]: value };

function toRun(context: WriteContext, spec: JsonObject, path: string): Run {
  const { kept } = honouredFields(context, { object: spec, path }, { honoured, harmless });
  const pod = section(spec, 'template');
  const { restartPolicy, ...podSpec } = section(pod, 'spec');
  const { spec: containers, runtime, annotations } = keepUnhonoured(context, podSpec);
  if (restartPolicy === 'OnFailure')
    context.warn(
      `${path}.template.spec.restartPolicy: OnFailure is served as Never: another pod takes its place`,
    );
  const metadata = section(pod, 'metadata');
  warnOfMetadata(context, metadata);
  const own = Object.keys(jobLabels({ id: '', name: '' }));
  const labels = Object.entries(section(metadata, 'labels')).filter(([key]) => !own.includes(key));
  const batch = {
    ...tasksOf(context, spec, path),
    template: {
      metadata: {
        labels: Object.fromEntries(labels),
        annotations: { ...section(metadata, 'annotations'), ...annotations },
      },
      ...containers,
    },
  };
  return {
    manifest: {
      runtime,
      batch,
      ...given('retries', spec.backoffLimit),
      ...given('activeDeadlineSeconds', spec.activeDeadlineSeconds),
      ...given('keepForSeconds', spec.ttlSecondsAfterFinished),
    },
    kept: {
      ...kept,
      ...(restartPolicy === 'OnFailure' ? { restartPolicy } : {}),
      ...(spec.completionMode === 'Indexed' ? { completionMode: 'Indexed' } : {}),
    },
  };
}

/** Without `completions` Kubernetes leaves it to the pods to say when all is done. */
function tasksOf({ warn }: WriteContext, { completions, parallelism }: JsonObject, path: string): JsonObject {
  const several = typeof parallelism === 'number' && parallelism > 1;
  if ((completions === undefined || completions === null) && several)
    warn(`${path}.completions: left out, so each of the ${parallelism} pods has to succeed once`);
  return {
    ...given('completions', completions ?? (several ? parallelism : undefined)),
    ...given('parallelism', parallelism),
  };
}

interface Named {
  group: string;
  kind: string;
  name: string;
}

function checkRestartPolicy(named: Named, spec: JsonObject, path: string): void {
  const { restartPolicy } = section(section(spec, 'template'), 'spec');
  if (restartPolicy === 'Never' || restartPolicy === 'OnFailure') return;
  const field = `${path}.template.spec.restartPolicy`;
  const cause: StatusCause =
    restartPolicy === undefined
      ? { reason: 'FieldValueRequired', field, message: 'Required value: valid values: "OnFailure", "Never"' }
      : notSupported(field, restartPolicy, ['OnFailure', 'Never']);
  throw invalid(named, [cause]);
}

function checkPolicy(named: Named, policy: unknown): void {
  const known = ['Allow', 'Forbid', 'Replace'];
  if (policy === undefined || policy === '' || known.includes(String(policy))) return;
  throw invalid(named, [notSupported('spec.concurrencyPolicy', policy, known)]);
}

/** What Kubernetes has no form for cannot come back through one. */
function refuseOtherPlans(named: Named, previous: JobRecord | undefined): void {
  if (previous === undefined) return;
  const { plan } = previous.spec;
  const run = 'run' in plan ? plan.run : plan;
  if (run.kind === 'batch' && run.stages.length === 1) return;
  const what = run.kind === 'gang' ? 'starts its ranks together' : 'has several stages';
  const message = `Forbidden: this job ${what}, which a ${named.kind} cannot say; change it in the dashboard`;
  throw invalid(named, [{ reason: 'FieldValueForbidden', field: 'spec', message }]);
}

const renamed: Record<string, string> = {
  retries: 'backoffLimit',
  keepForSeconds: 'ttlSecondsAfterFinished',
  startDeadlineSeconds: 'startingDeadlineSeconds',
  overlap: 'concurrencyPolicy',
  keepSucceeded: 'successfulJobsHistoryLimit',
  keepFailed: 'failedJobsHistoryLimit',
};

/** Where the API has a manifest's field: a batch's fields are the run's spec's. */
const pathIn =
  (runPath: string) =>
  (field: string): string => {
    if (/^(name|namespace|labels|annotations)\b/.test(field)) return `metadata.${field}`;
    const inBatch = /^(?:cron\.run\.)?batch\.(.*)$/.exec(field)?.[1];
    if (inBatch?.startsWith('template.'))
      return `${runPath}.template.spec.${inBatch.slice('template.'.length)}`;
    if (inBatch !== undefined) return `${runPath}.${inBatch}`;
    const last = field.replace(/^cron\./, '');
    return field.startsWith('cron.')
      ? `spec.${renamed[last] ?? last}`
      : `${runPath}.${renamed[field] ?? field}`;
  };
