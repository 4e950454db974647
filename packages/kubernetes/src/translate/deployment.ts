import {
  type CommandOf,
  parseDeployment,
  type Rejection,
  type Strategy,
  strategy as strategySchema,
} from '@gantry/model';
import {
  changeCauseAnnotation,
  hashLabel,
  revisionAnnotation,
  revisionHistoryAnnotation,
  selectorAnnotation,
  strategyAnnotation,
} from '../projection/deployment.ts';
import { managedFieldsAnnotation } from '../projection/stored-metadata.ts';
import type { WriteContext } from '../resource/definition.ts';
import {
  selectorCauses as expressionCauses,
  formatLabelSelector,
  matchesSelector,
  readLabelSelector,
} from '../wire/label-selector.ts';
import { isJsonObject, type JsonObject } from '../wire/object.ts';
import { invalid, type StatusCause } from '../wire/status.ts';
import { invalidCauses } from './invalid-causes.ts';
import { keepUnhonoured, warnOfMetadata } from './unhonoured.ts';

type ApplyCommand = CommandOf<'deployment.apply'>;

/** A Deployment of the API as the engine's command. Throws a 422 that names every wrong field, warns of unhonoured ones. */
export function toApplyCommand(
  context: Pick<WriteContext, 'warn' | 'cause'>,
  namespace: string,
  object: JsonObject,
): ApplyCommand {
  const metadata = section(object, 'metadata');
  const spec = section(object, 'spec');
  const name = String(metadata.name ?? '');
  checkAsKubernetes(name, spec);
  const parsed = parseDeployment(toManifest(context, name, namespace, metadata, spec));
  if (!parsed.ok) throw invalidDeployment(name, object, parsed.error);
  const annotations: Record<string, string> = {
    ...ownAnnotations(parsed.value.annotations),
    ...keptSelector(spec),
    ...(Array.isArray(metadata.managedFields)
      ? { [managedFieldsAnnotation]: JSON.stringify(metadata.managedFields) }
      : {}),
  };
  return {
    type: 'deployment.apply',
    ...parsed.value,
    spec: { ...parsed.value.spec, ...strategyOf(name, metadata, parsed.value.spec.strategy) },
    annotations,
    planHash: null,
    cause: annotations[changeCauseAnnotation] ?? context.cause,
    mode: 'either',
    ifGeneration: null,
  };
}

const section = (object: JsonObject, key: string): JsonObject =>
  isJsonObject(object[key]) ? object[key] : {};

function toManifest(
  context: Pick<WriteContext, 'warn'>,
  name: string,
  namespace: string,
  metadata: JsonObject,
  spec: JsonObject,
): JsonObject {
  const pod = section(spec, 'template');
  const podMetadata = section(pod, 'metadata');
  const podAnnotations = section(podMetadata, 'annotations');
  const { [hashLabel]: _, ...podLabels } = section(podMetadata, 'labels');
  warnOfMetadata(context, podMetadata);
  const honoured = keepUnhonoured(context, section(pod, 'spec'));
  return {
    name,
    namespace,
    labels: metadata.labels ?? {},
    annotations: metadata.annotations ?? {},
    runtime: honoured.runtime,
    ...pick(spec, [
      'replicas',
      'strategy',
      'minReadySeconds',
      'progressDeadlineSeconds',
      'revisionHistoryLimit',
      'paused',
    ]),
    selector: labelsOfSelector(spec),
    template: {
      metadata: { labels: podLabels, annotations: { ...podAnnotations, ...honoured.annotations } },
      ...honoured.spec,
    },
  };
}

/**
 * What the model needs of a selector: labels that a task of the deployment has. Of one with expressions alone, those of
 * the template's that it speaks of, or all of them when it only says what may not be.
 */
function labelsOfSelector(spec: JsonObject): JsonObject {
  const { labels, expressions } = readLabelSelector(spec.selector);
  if (Object.keys(labels).length > 0 || expressions.length === 0) return labels;
  const { [hashLabel]: _, ...own } = section(section(section(spec, 'template'), 'metadata'), 'labels');
  const named = Object.entries(own).filter(([key]) => expressions.some((one) => one.key === key));
  return named.length > 0 ? Object.fromEntries(named) : own;
}

/** A selector that labels alone cannot say is kept as it was written. */
function keptSelector(spec: JsonObject): Record<string, string> {
  const selector = readLabelSelector(spec.selector);
  return selector.expressions.length === 0
    ? {}
    : { [selectorAnnotation]: JSON.stringify(formatLabelSelector(selector)) };
}

/** The engine holds labels to what they were; this does so of expressions. Throws a 422. */
export function refuseOtherExpressions(name: string, before: JsonObject, spec: JsonObject): void {
  const [was, wanted] = [before, spec].map(({ selector }) => readLabelSelector(selector));
  if (JSON.stringify(was!.expressions) === JSON.stringify(wanted!.expressions)) return;
  const message = `Invalid value: ${JSON.stringify(formatLabelSelector(wanted!))}: field is immutable`;
  throw invalid({ group: 'apps', kind: 'Deployment', name }, [
    { reason: 'FieldValueInvalid', field: 'spec.selector', message },
  ]);
}

const pick = (object: JsonObject, keys: string[]): JsonObject =>
  Object.fromEntries(
    keys.filter((key) => object[key] !== undefined && object[key] !== null).map((key) => [key, object[key]]),
  );

/** Those that the projection adds are not the person's, and are not stored. */
function ownAnnotations(annotations: Record<string, string>): Record<string, string> {
  const {
    [revisionAnnotation]: _revision,
    [revisionHistoryAnnotation]: _history,
    [strategyAnnotation]: _strategy,
    [selectorAnnotation]: _selector,
    ...own
  } = annotations;
  for (const key of Object.keys(own)) {
    if (
      key === 'deployment.kubernetes.io/desired-replicas' ||
      key === 'deployment.kubernetes.io/max-replicas'
    )
      delete own[key];
  }
  return own;
}

/** A strategy that Kubernetes cannot say comes back as the annotation that said it. Throws a 422 for one that is none. */
function strategyOf(name: string, metadata: JsonObject, strategy: Strategy): { strategy: Strategy } {
  const kept = section(metadata, 'annotations')[strategyAnnotation];
  if (typeof kept !== 'string') return { strategy };
  const read = strategySchema.safeParse(parsedJson(kept));
  if (read.success) return { strategy: read.data };
  const { path, message } = read.error.issues[0]!;
  throw invalid({ group: 'apps', kind: 'Deployment', name }, [
    {
      reason: 'FieldValueInvalid',
      field: `metadata.annotations[${strategyAnnotation}]`,
      message: `Invalid value: ${JSON.stringify(kept)}: must be a strategy of Gantry as JSON, or left out: ${[...path, message].join(': ')}`,
    },
  ]);
}

/** Undefined for what is no JSON. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The checks whose answers people know from Kubernetes; the model checks the rest. */
function checkAsKubernetes(name: string, spec: JsonObject): void {
  const causes = [
    ...selectorCauses(spec),
    ...strategyCauses(spec),
    ...deadlineCauses(spec),
    ...restartPolicyCauses(spec),
  ];
  if (causes.length > 0) throw invalid({ group: 'apps', kind: 'Deployment', name }, causes);
}

function selectorCauses(spec: JsonObject): StatusCause[] {
  if (!isJsonObject(spec.selector))
    return [{ reason: 'FieldValueRequired', field: 'spec.selector', message: 'Required value' }];
  const wrong = expressionCauses(spec.selector, 'spec.selector');
  if (wrong.length > 0) return wrong;
  const wanted = readLabelSelector(spec.selector);
  if (Object.keys(wanted.labels).length + wanted.expressions.length === 0) {
    return [
      {
        reason: 'FieldValueInvalid',
        field: 'spec.selector',
        message: 'Invalid value: {}: empty selector is invalid for deployment',
      },
    ];
  }
  const labels = section(section(section(spec, 'template'), 'metadata'), 'labels');
  if (matchesSelector(wanted, labels)) return [];
  const shown = JSON.stringify(labels);
  return [
    {
      reason: 'FieldValueInvalid',
      field: 'spec.template.metadata.labels',
      message: `Invalid value: ${shown}: \`selector\` does not match template \`labels\``,
    },
  ];
}

function strategyCauses(spec: JsonObject): StatusCause[] {
  const strategy = section(spec, 'strategy');
  if (
    strategy.type === 'Recreate' &&
    strategy.rollingUpdate !== undefined &&
    strategy.rollingUpdate !== null
  ) {
    const message = "Forbidden: may not be specified when strategy `type` is 'Recreate'";
    return [{ reason: 'FieldValueForbidden', field: 'spec.strategy.rollingUpdate', message }];
  }
  if (
    strategy.type !== undefined &&
    strategy.type !== 'Recreate' &&
    strategy.type !== 'RollingUpdate' &&
    strategy.type !== ''
  ) {
    const message = `Unsupported value: ${JSON.stringify(strategy.type)}: supported values: "Recreate", "RollingUpdate"`;
    return [{ reason: 'FieldValueNotSupported', field: 'spec.strategy.type', message }];
  }
  const { maxUnavailable, maxSurge } = section(strategy, 'rollingUpdate');
  if (!isZero(maxUnavailable) || !isZero(maxSurge)) return [];
  const message = 'Invalid value: 0: may not be 0 when `maxSurge` is 0';
  return [{ reason: 'FieldValueInvalid', field: 'spec.strategy.rollingUpdate.maxUnavailable', message }];
}

const isZero = (value: unknown) => value === 0 || value === '0' || value === '0%';

function deadlineCauses(spec: JsonObject): StatusCause[] {
  const deadline = typeof spec.progressDeadlineSeconds === 'number' ? spec.progressDeadlineSeconds : 600;
  const minReady = typeof spec.minReadySeconds === 'number' ? spec.minReadySeconds : 0;
  if (deadline > minReady) return [];
  const message = `Invalid value: ${deadline}: must be greater than minReadySeconds`;
  return [{ reason: 'FieldValueInvalid', field: 'spec.progressDeadlineSeconds', message }];
}

function restartPolicyCauses(spec: JsonObject): StatusCause[] {
  const policy = section(section(spec, 'template'), 'spec').restartPolicy;
  if (policy === undefined || policy === 'Always' || policy === '') return [];
  const message = `Unsupported value: ${JSON.stringify(policy)}: supported values: "Always"`;
  return [{ reason: 'FieldValueNotSupported', field: 'spec.template.spec.restartPolicy', message }];
}

function invalidDeployment(name: string, object: JsonObject, rejection: Rejection) {
  const causes = invalidCauses(object, rejection.issues, kubernetesPath);
  return invalid(
    { group: 'apps', kind: 'Deployment', name },
    causes.length > 0 ? causes : [{ reason: 'FieldValueInvalid', message: rejection.message }],
  );
}

/** A manifest's path where Kubernetes has the field. */
export function kubernetesPath(field: string): string {
  if (/^(name|namespace|labels|annotations)\b/.test(field)) return `metadata.${field}`;
  if (field.startsWith('template.metadata')) return `spec.${field}`;
  if (field.startsWith('template.')) return `spec.template.spec.${field.slice('template.'.length)}`;
  return field === '' ? 'spec' : `spec.${field}`;
}
