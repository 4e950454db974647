import { z } from 'zod';
import { withoutEmpty } from './container-manifest.ts';
import { findUnsafeInput, isPlainObject } from './input-safety.ts';
import { isKubernetesShaped, type Lifted, liftKubernetes } from './kubernetes-manifest.ts';
import { limits } from './limits.ts';
import { always, annotations, fields, labels, type Report, seconds, text, whole } from './manifest-field.ts';
import { describeIssues } from './manifest-issue.ts';
import { checkName, checkRole } from './name.ts';
import { type FieldIssue, type Rejection, refusal } from './rejection.ts';
import { err, ok, type Result } from './result.ts';
import type { DeploymentSpec } from './strategy.ts';
import { defaultStrategy, formatStrategy, strategyManifest } from './strategy-manifest.ts';
import { type RuntimeName, runtimeName, runtimeNames, type Template } from './template.ts';
import { formatTemplate, templateManifest } from './template-manifest.ts';

/** A deployment as a person writes it, and the way from there to the engine's records and back. */
export interface DeploymentParts {
  namespace: string;
  name: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  spec: DeploymentSpec;
  template: Template;
  paused: boolean;
}

/** Kubernetes's defaults where it has the field; see each reason beside its bound in limits.ts. */
export const deploymentDefaults = {
  namespace: 'default',
  replicas: 1,
  minReadySeconds: 0,
  progressDeadlineSeconds: 600,
  revisionHistoryLimit: 10,
  /** The crash loop of Kubernetes: at once, then 10, 20, 40 ... 300 s. */
  backoff: { firstAtOnce: true, initialSeconds: 10, factor: 2, maxSeconds: 300 },
  /** Marathon's: replaced as soon as the node's lease has run out. The old record stays ten minutes to be looked at. */
  unreachable: { replaceAfterSeconds: 0, expungeAfterSeconds: 600 },
  role: '*',
  killSelection: 'default',
} as const;

const defaults = deploymentDefaults;
const deadline = seconds({ max: limits.deadlineSeconds });

const backoff = fields({
  firstAtOnce: z.boolean().default(defaults.backoff.firstAtOnce),
  initialSeconds: seconds({ max: limits.graceSeconds }).default(defaults.backoff.initialSeconds),
  factor: z.number().min(1).max(100).default(defaults.backoff.factor),
  maxSeconds: seconds({ max: limits.graceSeconds }).default(defaults.backoff.maxSeconds),
});

const gateCount = whole({ min: 0, max: 1_000_000 }).nullable().default(null);
const healthGates = fields({
  readyWithinSeconds: deadline.nullable().default(null),
  maxRestarts: gateCount,
  maxProbeFailures: gateCount,
  maxErrorLines: gateCount,
  onFailure: z.enum(['pause', 'rollback']).default('pause'),
});

const unreachable = always(
  fields({
    replaceAfterSeconds: deadline.default(defaults.unreachable.replaceAfterSeconds),
    expungeAfterSeconds: deadline.default(defaults.unreachable.expungeAfterSeconds),
  }),
  (value, report) => {
    const { replaceAfterSeconds: replace, expungeAfterSeconds: expunge } = (value ?? {}) as Record<
      string,
      unknown
    >;
    if (typeof replace === 'number' && typeof expunge === 'number' && replace > expunge) {
      report(['expungeAfterSeconds'], 'must not be less than replaceAfterSeconds');
    }
  },
);

function manifestFields(runtime: RuntimeName) {
  return fields({
    name: text(checkName),
    namespace: text(checkName).default(defaults.namespace),
    labels: labels.default({}),
    annotations: annotations.default({}),
    runtime: runtimeName.default('docker'),
    replicas: whole({ min: 0, max: limits.replicas }).default(defaults.replicas),
    strategy: strategyManifest.default(defaultStrategy),
    minReadySeconds: deadline.default(defaults.minReadySeconds),
    progressDeadlineSeconds: seconds({ min: 1, max: limits.deadlineSeconds })
      .nullable()
      .default(defaults.progressDeadlineSeconds),
    revisionHistoryLimit: whole({ min: 0, max: limits.revisionHistory })
      .nullable()
      .default(defaults.revisionHistoryLimit),
    paused: z.boolean().default(false),
    selector: labels.optional(),
    backoff: backoff.default(defaults.backoff),
    healthGates: healthGates.optional(),
    unreachable: unreachable.default(defaults.unreachable),
    role: text(checkRole).default(defaults.role),
    killSelection: z.enum(['default', 'youngestFirst', 'oldestFirst']).default(defaults.killSelection),
    template: templateManifest(runtime),
  });
}

function checkDeployment(value: unknown, report: Report): void {
  if (!isPlainObject(value)) return;
  const { minReadySeconds: ready, progressDeadlineSeconds: progress, selector, template } = value;
  if (typeof ready === 'number' && typeof progress === 'number' && progress <= ready) {
    report(
      ['progressDeadlineSeconds'],
      'must be more than minReadySeconds: no rollout could make progress in time',
    );
  }
  const written = isPlainObject(template) ? labelsOf(template) : null;
  if (!isPlainObject(selector) || !isPlainObject(written)) return;
  if (Object.keys(selector).length === 0) report(['selector'], 'must hold at least one label');
  if (Object.keys(written).length === 0) return;
  for (const [key, wanted] of Object.entries(selector)) {
    if (written[key] !== wanted)
      report(['selector', key], 'must be a label of the template, with the same value');
  }
}

/** A template that was refused stands as it was written, with its labels in `metadata`. */
function labelsOf(template: Record<string, unknown>): unknown {
  return template.labels ?? (isPlainObject(template.metadata) ? template.metadata.labels : undefined) ?? {};
}

function deploymentManifest(runtime: RuntimeName) {
  return always(manifestFields(runtime), checkDeployment).transform(fillDeployment);
}

type Fields = z.infer<ReturnType<typeof manifestFields>>;

function fillDeployment({
  name,
  namespace,
  labels,
  annotations,
  runtime: _,
  paused,
  ...rest
}: Fields): DeploymentParts {
  const { template, selector, healthGates, ...spec } = rest;
  const chosen = chooseLabels({ name, selector, labels: template.labels });
  return {
    namespace,
    name,
    labels,
    annotations,
    paused,
    spec: { ...spec, selector: chosen.selector, healthGates: healthGates ?? null },
    template: { ...template, labels: chosen.labels },
  };
}

/**
 * A selector never changes, so it should hold no more than it must: the label `app`, which is added to the template
 * when neither it nor a selector was written.
 */
function chooseLabels(given: {
  name: string;
  selector: Record<string, string> | undefined;
  labels: Record<string, string>;
}) {
  if (given.selector) {
    const labels = Object.keys(given.labels).length ? given.labels : given.selector;
    return { selector: given.selector, labels };
  }
  const app = given.labels.app ?? given.name;
  return { selector: { app }, labels: { ...given.labels, app } };
}

const schemas = Object.fromEntries(runtimeNames.map((name) => [name, deploymentManifest(name)])) as Record<
  RuntimeName,
  ReturnType<typeof deploymentManifest>
>;

const flat: Omit<Lifted, 'manifest'> = { issues: [], writtenPath: (path) => path };

function schemaFor(manifest: unknown) {
  const runtime = isPlainObject(manifest) ? manifest.runtime : undefined;
  return schemas[runtimeName.safeParse(runtime).data ?? 'docker'];
}

/**
 * Parses what a person wrote, flat or Kubernetes-shaped, and fills every default. A refusal tells every fault at once,
 * each with its path as written; its code is `invalid`.
 */
export function parseDeployment(input: unknown): Result<DeploymentParts, Rejection> {
  if (!isPlainObject(input))
    return err(refusal([{ field: '', message: 'The deployment must be an object' }]));
  const unsafe = findUnsafeInput(input);
  if (unsafe.length) return err(refusal(unsafe));
  const { manifest, issues, writtenPath } = isKubernetesShaped(input)
    ? liftKubernetes(input)
    : { ...flat, manifest: input };
  const parsed = schemaFor(manifest).safeParse(manifest);
  const found = parsed.success ? [] : describeIssues(parsed.error.issues, manifest);
  const written = found.map((issue) => ({ ...issue, field: writtenPath(issue.field) }));
  const all = uniqueIssues([...issues, ...written]);
  return parsed.success && all.length === 0 ? ok(parsed.data) : err(refusal(all));
}

/** One fault may be found on two ways (a metadata field that is unknown in both shapes). */
function uniqueIssues(issues: FieldIssue[]): FieldIssue[] {
  return [...new Map(issues.map((issue) => [issue.field, issue])).values()];
}

/** Back to the flat manifest a person would write; `parseDeployment` makes the same parts of it. */
export function formatDeployment(parts: DeploymentParts): Record<string, unknown> {
  const { spec, template } = parts;
  return {
    ...withoutEmpty({
      name: parts.name,
      namespace: parts.namespace === defaults.namespace ? undefined : parts.namespace,
      labels: parts.labels,
      annotations: parts.annotations,
      runtime: template.runtime,
    }),
    ...formatSpec(spec),
    ...(parts.paused ? { paused: true } : {}),
    selector: spec.selector,
    template: formatTemplate(template),
  };
}

/** Only what differs from the defaults. A null deadline or history limit is a wish of its own ("none"), so it stays. */
function formatSpec(spec: DeploymentSpec): Record<string, unknown> {
  const { replicas, strategy, healthGates: gates, selector: _, ...rest } = spec;
  const changed = Object.entries(rest).filter(([key, value]) => {
    const usual = defaults[key as keyof typeof rest & keyof typeof defaults];
    return JSON.stringify(value) !== JSON.stringify(usual);
  });
  return {
    replicas,
    strategy: formatStrategy(strategy),
    ...Object.fromEntries(changed),
    ...(gates === null ? {} : { healthGates: withoutEmpty(gates) }),
  };
}
