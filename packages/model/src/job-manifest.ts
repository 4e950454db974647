import { z } from 'zod';
import { withoutEmpty } from './container-manifest.ts';
import { deploymentDefaults } from './deployment-manifest.ts';
import { findUnsafeInput, isPlainObject } from './input-safety.ts';
import type { WantedJobPlan, WantedJobSpec, WantedRunPlan } from './job.ts';
import { limits } from './limits.ts';
import {
  always,
  annotations,
  argument,
  fields,
  labels,
  type Report,
  seconds,
  text,
  unique,
  whole,
} from './manifest-field.ts';
import { describeIssues } from './manifest-issue.ts';
import {
  checkEnvName,
  checkInnerName,
  checkLabelKey,
  checkLabelValue,
  checkName,
  checkRole,
} from './name.ts';
import { type Rejection, refusal } from './rejection.ts';
import { err, ok, type Result } from './result.ts';
import { checkSchedule, checkTimeZone } from './schedule.ts';
import { type RuntimeName, runtimeName, runtimeNames } from './template.ts';
import { formatTemplate, templateManifest } from './template-manifest.ts';

/** A job as a person writes it, and the way from there to the engine's command and back. */
export interface JobParts {
  namespace: string;
  name: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  spec: WantedJobSpec;
}

/** Kubernetes's defaults where it has the field. */
export const jobDefaults = {
  /** Kubernetes's backoffLimit. A gang is not tried again unasked: its ranks may have done half of their work. */
  retries: { batch: 6, gang: 0 },
  /** Kubernetes's: 10, 20, 40 ... 360 s. */
  backoff: { firstAtOnce: false, initialSeconds: 10, factor: 2, maxSeconds: 360 },
  waitSeconds: 10,
  timeZone: 'UTC',
  overlap: 'allow',
  keepSucceeded: 3,
  keepFailed: 1,
  executors: 4,
  /** Builds are looked at longer than cron's runs. */
  keptBuilds: 20,
} as const;

const deadline = seconds({ min: 1, max: limits.deadlineSeconds });
const count = whole({ min: 1, max: limits.jobTasks });
const kept = whole({ min: 0, max: limits.jobHistory });

const environment = always(z.record(z.string(), argument), (value, report) => {
  const names = isPlainObject(value) ? Object.keys(value) : [];
  if (names.length > limits.envPerContainer)
    report([], `has ${names.length} entries; the limit is ${limits.envPerContainer}`);
  for (const name of names) {
    const wrong = checkEnvName(name);
    if (wrong) report([name], wrong);
  }
});

const locality = fields({
  label: text(checkLabelKey),
  values: z.array(text(checkLabelValue)).min(1).max(limits.constraintValues),
  waitSeconds: seconds({ max: limits.deadlineSeconds }).default(jobDefaults.waitSeconds),
});

const oneStageOnly = ['completions', 'parallelism', 'locality', 'template'];

function batchManifest(runtime: RuntimeName) {
  const stage = {
    completions: count.default(1),
    parallelism: count.optional(),
    locality: locality.optional(),
  };
  const template = templateManifest(runtime);
  const stages = z
    .array(fields({ name: text(checkInnerName), ...stage, template }))
    .min(1)
    .max(limits.jobStages);
  const either = fields({
    ...stage,
    template: template.optional(),
    stages: unique(stages, { field: 'name', what: 'stage name' }).optional(),
  });
  const checked = always(either, (value, report) => {
    if (!isPlainObject(value)) return;
    if (value.stages === undefined && value.template === undefined)
      report(['template'], 'is required, or `stages` with a template each');
    const both = value.stages === undefined ? [] : oneStageOnly.filter((field) => writes(value, field));
    for (const field of both) report([field], 'belongs into each of the `stages`');
  });
  return checked.transform(({ stages: several, template: only, ...rest }): WantedRunPlan => {
    const all = several ?? [{ name: 'main', template: only!, ...rest }];
    return {
      kind: 'batch',
      stages: all.map(({ parallelism, locality: near, ...one }) => ({
        ...one,
        parallelism: Math.min(parallelism ?? one.completions, one.completions),
        locality: near ?? null,
      })),
    };
  });
}

/** Whether a person wrote the field: a default that was filled in is not refused. */
const writes = (value: Record<string, unknown>, field: string) =>
  value[field] !== undefined && !(field === 'completions' && value[field] === 1);

function gangManifest(runtime: RuntimeName) {
  return fields({
    ranks: whole({ min: 1, max: limits.gangRanks }),
    startDeadlineSeconds: deadline.optional(),
    template: templateManifest(runtime),
  }).transform(
    ({ startDeadlineSeconds, ...rest }): WantedRunPlan => ({
      kind: 'gang',
      ...rest,
      startDeadlineSeconds: startDeadlineSeconds ?? null,
    }),
  );
}

const exactlyOne = (of: readonly string[]) => (value: unknown, report: Report) => {
  if (!isPlainObject(value)) return;
  const written = of.filter((field) => value[field] !== undefined);
  const list = of.map((field) => `\`${field}\``).join(', ');
  if (written.length === 0) report([], `must hold one of ${list}`);
  for (const field of written.slice(1)) report([field], `is one too many beside \`${written[0]}\`; keep one`);
};

const runKinds = ['batch', 'gang'] as const;
const jobKinds = ['batch', 'gang', 'build', 'cron'] as const;

function runManifest(runtime: RuntimeName) {
  const run = fields({
    batch: batchManifest(runtime).optional(),
    gang: gangManifest(runtime).optional(),
  });
  return always(run, exactlyOne(runKinds)).transform(({ batch, gang }) => (batch ?? gang)!);
}

function planManifests(runtime: RuntimeName) {
  const run = runManifest(runtime);
  return {
    batch: batchManifest(runtime).optional(),
    gang: gangManifest(runtime).optional(),
    build: fields({
      executors: whole({ min: 1, max: limits.jobTasks }).default(jobDefaults.executors),
      keepSucceeded: kept.default(jobDefaults.keptBuilds),
      keepFailed: kept.default(jobDefaults.keptBuilds),
      run,
    })
      .transform((plan): WantedJobPlan => ({ kind: 'build', ...plan }))
      .optional(),
    cron: fields({
      schedule: text(checkSchedule),
      timeZone: text(checkTimeZone).default(jobDefaults.timeZone),
      overlap: z.enum(['allow', 'forbid', 'replace']).default(jobDefaults.overlap),
      startDeadlineSeconds: deadline.optional(),
      keepSucceeded: kept.default(jobDefaults.keepSucceeded),
      keepFailed: kept.default(jobDefaults.keepFailed),
      run,
    })
      .transform(
        ({ startDeadlineSeconds, ...plan }): WantedJobPlan => ({
          kind: 'cron',
          ...plan,
          startDeadlineSeconds: startDeadlineSeconds ?? null,
        }),
      )
      .optional(),
  };
}

const backoff = fields({
  firstAtOnce: z.boolean().default(jobDefaults.backoff.firstAtOnce),
  initialSeconds: seconds({ max: limits.graceSeconds }).default(jobDefaults.backoff.initialSeconds),
  factor: z.number().min(1).max(100).default(jobDefaults.backoff.factor),
  maxSeconds: seconds({ max: limits.graceSeconds }).default(jobDefaults.backoff.maxSeconds),
});

function jobManifest(runtime: RuntimeName) {
  const manifest = fields({
    name: text(checkName),
    namespace: text(checkName).default(deploymentDefaults.namespace),
    labels: labels.default({}),
    annotations: annotations.default({}),
    runtime: runtimeName.default('docker'),
    role: text(checkRole).default(deploymentDefaults.role),
    environment: environment.default({}),
    retries: whole({ min: 0, max: limits.jobTasks }).optional(),
    backoff: backoff.default(jobDefaults.backoff),
    activeDeadlineSeconds: deadline.optional(),
    keepForSeconds: seconds({ max: limits.deadlineSeconds }).optional(),
    suspended: z.boolean().default(false),
    ...planManifests(runtime),
  });
  return always(manifest, exactlyOne(jobKinds)).transform(fillJob);
}

function fillJob(written: JobFields): JobParts {
  const { namespace, name, labels: own, annotations: notes, batch, gang, build, cron, ...rest } = written;
  const plan = (batch ?? gang ?? build ?? cron)!;
  const run = 'run' in plan ? plan.run : plan;
  return {
    namespace,
    name,
    labels: own,
    annotations: notes,
    spec: {
      plan,
      role: rest.role,
      environment: rest.environment,
      retries: rest.retries ?? jobDefaults.retries[run.kind],
      backoff: rest.backoff,
      activeDeadlineSeconds: rest.activeDeadlineSeconds ?? null,
      keepForSeconds: rest.keepForSeconds ?? null,
      suspended: rest.suspended,
    },
  };
}

interface JobFields extends Omit<JobParts, 'spec'> {
  batch?: WantedRunPlan | undefined;
  gang?: WantedRunPlan | undefined;
  build?: WantedJobPlan | undefined;
  cron?: WantedJobPlan | undefined;
  role: string;
  environment: Record<string, string>;
  retries?: number | undefined;
  backoff: WantedJobSpec['backoff'];
  activeDeadlineSeconds?: number | undefined;
  keepForSeconds?: number | undefined;
  suspended: boolean;
}

const schemas = Object.fromEntries(runtimeNames.map((name) => [name, jobManifest(name)])) as Record<
  RuntimeName,
  ReturnType<typeof jobManifest>
>;

/**
 * Parses what a person wrote and fills every default. A refusal tells every fault at once, each with its path; its code
 * is `invalid`.
 */
export function parseJob(input: unknown): Result<JobParts, Rejection> {
  if (!isPlainObject(input)) return err(refusal([{ field: '', message: 'The job must be an object' }]));
  const unsafe = findUnsafeInput(input);
  if (unsafe.length) return err(refusal(unsafe));
  const parsed = schemas[runtimeName.safeParse(input.runtime).data ?? 'docker'].safeParse(input);
  return parsed.success ? ok(parsed.data) : err(refusal(describeIssues(parsed.error.issues, input)));
}

/** Back to the manifest a person would write; `parseJob` makes the same parts of it. */
export function formatJob({ namespace, name, spec, ...rest }: JobParts): Record<string, unknown> {
  const { plan, ...settings } = spec;
  const run = 'run' in plan ? plan.run : plan;
  const first = run.kind === 'gang' ? run.template : run.stages[0]!.template;
  const isUsual = (field: keyof typeof settings, usual: unknown) =>
    JSON.stringify(settings[field]) === JSON.stringify(usual);
  return withoutEmpty({
    name,
    namespace: namespace === deploymentDefaults.namespace ? undefined : namespace,
    ...rest,
    runtime: first.runtime,
    role: isUsual('role', deploymentDefaults.role) ? undefined : settings.role,
    environment: settings.environment,
    retries: isUsual('retries', jobDefaults.retries[run.kind]) ? undefined : settings.retries,
    backoff: isUsual('backoff', jobDefaults.backoff) ? undefined : settings.backoff,
    activeDeadlineSeconds: settings.activeDeadlineSeconds,
    keepForSeconds: settings.keepForSeconds,
    suspended: settings.suspended || undefined,
    [plan.kind]: formatPlan(plan),
  });
}

function formatPlan(plan: WantedJobPlan): Record<string, unknown> {
  const { kind: _, ...rest } = plan;
  if ('run' in rest) return withoutEmpty({ ...rest, run: { [rest.run.kind]: formatPlan(rest.run) } });
  if ('ranks' in rest) return withoutEmpty({ ...rest, template: formatTemplate(rest.template) });
  const stages = rest.stages.map((stage) =>
    withoutEmpty({ ...stage, template: formatTemplate(stage.template) }),
  );
  const [only] = stages;
  if (stages.length > 1 || only!.name !== 'main') return { stages };
  const { name: __, ...fieldsOf } = only!;
  return fieldsOf;
}
