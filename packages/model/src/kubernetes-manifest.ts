import { isPlainObject } from './input-safety.ts';
import { unknownField } from './manifest-issue.ts';
import type { FieldIssue } from './rejection.ts';

/**
 * A full Kubernetes Deployment (apiVersion, kind, metadata, spec.template.spec), lifted into the flat manifest. Fields
 * that Kubernetes fills in by itself and that ask for nothing are dropped; the same fields with another value are
 * refused by the flat schema, as any field that is not supported.
 */
export interface Lifted {
  manifest: unknown;
  issues: FieldIssue[];
  /** The path in the flat manifest, as it stands in what the person wrote. */
  writtenPath: (flat: string) => string;
}

export function isKubernetesShaped(input: unknown): boolean {
  return (
    isPlainObject(input) &&
    ['apiVersion', 'kind', 'spec', 'metadata'].some((key) => Object.hasOwn(input, key))
  );
}

/** Field -> the values that ask for nothing. `any`: Kubernetes's own bookkeeping, never a wish. */
type Neutral = Record<string, readonly unknown[] | 'any'>;

const metadataNeutral: Neutral = {
  creationTimestamp: 'any',
  generation: 'any',
  resourceVersion: 'any',
  uid: 'any',
  selfLink: 'any',
  managedFields: 'any',
};
const podNeutral: Neutral = {
  restartPolicy: ['Always'],
  dnsPolicy: ['ClusterFirst', 'Default'],
  schedulerName: ['default-scheduler'],
  securityContext: [{}],
  serviceAccount: ['default', ''],
  serviceAccountName: ['default', ''],
  enableServiceLinks: [true, false],
  automountServiceAccountToken: [true, false],
  initContainers: [[]],
  imagePullSecrets: [[]],
  preemptionPolicy: ['PreemptLowerPriority'],
};
const containerNeutral: Neutral = {
  terminationMessagePath: ['/dev/termination-log'],
  terminationMessagePolicy: ['File'],
  securityContext: [{}],
  stdin: [false],
  stdinOnce: [false],
};

/** A copy without nulls (Kubernetes's "not set") and without neutral fields. */
function cleaned(source: Record<string, unknown>, neutral: Neutral): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(source).filter(([key, value]) => {
      if (value === null) return false;
      const allowed = Object.hasOwn(neutral, key) ? neutral[key] : undefined;
      return (
        !allowed ||
        (allowed !== 'any' && !allowed.some((each) => JSON.stringify(each) === JSON.stringify(value)))
      );
    }),
  );
}

const objectOr = (value: unknown): Record<string, unknown> => (isPlainObject(value) ? value : {});

function liftPod(pod: unknown): unknown {
  if (!isPlainObject(pod)) return pod;
  const { initContainers, containers, volumes, runtimeClassName, ...rest } = cleaned(pod, podNeutral);
  return {
    ...rest,
    ...(initContainers === undefined ? {} : { initContainers: mapObjects(initContainers, liftContainer) }),
    ...(containers === undefined ? {} : { containers: mapObjects(containers, liftContainer) }),
    ...(volumes === undefined ? {} : { volumes: mapObjects(volumes, liftVolume) }),
  };
}

function mapObjects(
  list: unknown,
  lift: (item: Record<string, unknown>) => Record<string, unknown>,
): unknown {
  return Array.isArray(list) ? list.map((item) => (isPlainObject(item) ? lift(item) : item)) : list;
}

function liftContainer(container: Record<string, unknown>): Record<string, unknown> {
  return cleaned(container, containerNeutral);
}

/** The API server writes defaults into volume sources: the file mode of a config or secret, the empty host path type. */
function liftVolume(volume: Record<string, unknown>): Record<string, unknown> {
  const lifted = Object.entries(cleaned(volume, {})).map(([key, source]) => [
    key,
    isPlainObject(source)
      ? cleaned(source, { defaultMode: [420], type: [''], optional: [false], readOnly: [false] })
      : source,
  ]);
  return Object.fromEntries(lifted);
}

function liftTemplate(template: unknown): unknown {
  if (!isPlainObject(template)) return template;
  const { metadata, spec, ...rest } = template;
  const pod = liftPod(spec ?? {});
  return {
    ...(metadata == null
      ? {}
      : { metadata: isPlainObject(metadata) ? cleaned(metadata, metadataNeutral) : metadata }),
    ...(isPlainObject(pod) ? pod : {}),
    ...rest,
  };
}

function liftSelector(selector: unknown): unknown {
  if (!isPlainObject(selector) || !isPlainObject(selector.matchLabels)) return selector;
  return Object.keys(selector).length === 1 ? selector.matchLabels : selector;
}

/** Lifts `input`, which must be Kubernetes-shaped. Wrong kinds and unknown top-level fields come back as issues. */
export function liftKubernetes(input: Record<string, unknown>): Lifted {
  const metadata = cleaned(objectOr(input.metadata), metadataNeutral);
  const { template, selector, ...spec } = cleaned(objectOr(input.spec), {});
  const pod = objectOr(objectOr(template).spec);
  const runtime = typeof pod.runtimeClassName === 'string' ? { runtime: pod.runtimeClassName } : {};
  return {
    manifest: {
      ...metadata,
      ...runtime,
      ...spec,
      ...(selector === undefined ? {} : { selector: liftSelector(selector) }),
      ...(template === undefined ? {} : { template: liftTemplate(template) }),
    },
    issues: [...envelopeIssues(input), ...misplaced(metadata)],
    writtenPath,
  };
}

/** The way back: a flat manifest in Kubernetes's shape, for a text that is written in it. */
export function kubernetesShapeOf(flat: Record<string, unknown>): Record<string, unknown> {
  const { runtime, selector, template, ...rest } = flat;
  const { metadata, ...pod } = objectOr(template);
  const isMetadata = ([key]: [string, unknown]) => metadataFields.includes(key);
  const fields = Object.entries(rest);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: Object.fromEntries(fields.filter(isMetadata)),
    spec: {
      ...Object.fromEntries(fields.filter((field) => !isMetadata(field))),
      selector: { matchLabels: selector },
      template: {
        ...(metadata === undefined ? {} : { metadata }),
        spec: { ...(runtime === 'docker' ? {} : { runtimeClassName: runtime }), ...pod },
      },
    },
  };
}

const envelope = ['apiVersion', 'kind', 'metadata', 'spec', 'status'];

function envelopeIssues(input: Record<string, unknown>): FieldIssue[] {
  const issues = Object.keys(input)
    .filter((key) => !envelope.includes(key))
    .map((key) => ({ field: key, message: unknownField(key, envelope) }));
  if ((input.kind ?? 'Deployment') !== 'Deployment')
    issues.push({ field: 'kind', message: 'must be `Deployment`' });
  if ((input.apiVersion ?? 'apps/v1') !== 'apps/v1')
    issues.push({ field: 'apiVersion', message: 'must be `apps/v1`' });
  for (const field of ['metadata', 'spec']) {
    if (!isPlainObject(input[field])) issues.push({ field, message: 'must be an object' });
  }
  return issues;
}

const metadataFields = ['name', 'namespace', 'labels', 'annotations'];

function misplaced(metadata: Record<string, unknown>): FieldIssue[] {
  return Object.keys(metadata)
    .filter((key) => !metadataFields.includes(key))
    .map((key) => ({ field: `metadata.${key}`, message: unknownField(key, metadataFields) }));
}

function writtenPath(flat: string): string {
  const [first = ''] = flat.split(/[.[]/);
  if (flat === '') return '';
  if (metadataFields.includes(first)) return `metadata.${flat}`;
  if (first === 'runtime') return 'spec.template.spec.runtimeClassName';
  if (first === 'selector') return flat.replace('selector', 'spec.selector.matchLabels');
  if (!flat.startsWith('template.') || flat.startsWith('template.metadata')) return `spec.${flat}`;
  return flat.replace('template.', 'spec.template.spec.');
}
