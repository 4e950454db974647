import {
  type AutoscalerMetric,
  type AutoscalerRecord,
  type AutoscalerSpec,
  parseCpu,
  parseMemory,
} from '@gantry/model';
import { usualCalmSeconds } from '../projection/autoscaler.ts';
import type { WriteContext } from '../resource/definition.ts';
import { isJsonObject, type JsonObject } from '../wire/object.ts';
import { invalid, notSupported, type StatusCause } from '../wire/status.ts';
import { honouredFields } from './honoured-fields.ts';

const honoured = [
  'scaleTargetRef',
  'minReplicas',
  'maxReplicas',
  'metrics',
  'targetCPUUtilizationPercentage',
  'behavior',
];

const section = (object: JsonObject, key: string): JsonObject =>
  isJsonObject(object[key]) ? object[key] : {};

/** Kubernetes's when neither metrics nor a share are said. */
const usualCpuPercent = 80;

/**
 * A HorizontalPodAutoscaler of either version in the model's words. Throws a 422 that names every wrong field, warns of
 * unhonoured ones. The older version changes the share of cpu and leaves other metrics as they are.
 */
export function toAutoscaler(
  context: WriteContext,
  object: JsonObject,
  previous: AutoscalerRecord | undefined,
): { spec: AutoscalerSpec; kept: JsonObject } {
  const { name } = object.metadata as { name: string };
  const spec = section(object, 'spec');
  const causes: StatusCause[] = [...targetCauses(spec), ...boundCauses(spec)];
  const metrics =
    object.apiVersion === 'autoscaling/v1' ? sharedCpu(spec, previous) : metricsOf(spec, causes);
  if (causes.length > 0)
    throw invalid({ group: 'autoscaling', kind: 'HorizontalPodAutoscaler', name }, causes);
  const { kept } = honouredFields(context, { object: spec, path: 'spec' }, { honoured });
  const { minReplicas, maxReplicas } = spec as { minReplicas?: number; maxReplicas: number };
  return {
    spec: {
      deployment: String(section(spec, 'scaleTargetRef').name),
      minReplicas: minReplicas ?? 1,
      maxReplicas,
      metrics,
      calmSeconds: calmOf(context, spec) ?? previous?.calmSeconds ?? usualCalmSeconds,
    },
    kept,
  };
}

function targetCauses(spec: JsonObject): StatusCause[] {
  const { kind, name } = section(spec, 'scaleTargetRef');
  const field = 'spec.scaleTargetRef';
  if (!name) return [{ reason: 'FieldValueRequired', field: `${field}.name`, message: 'Required value' }];
  return kind === 'Deployment' ? [] : [notSupported(`${field}.kind`, kind, ['Deployment'])];
}

function boundCauses({ minReplicas = 1, maxReplicas }: JsonObject): StatusCause[] {
  const least = (field: string, value: unknown, why: string): StatusCause => ({
    reason: 'FieldValueInvalid',
    field: `spec.${field}`,
    message: `Invalid value: ${JSON.stringify(value ?? null)}: ${why}`,
  });
  if (!Number.isInteger(minReplicas) || Number(minReplicas) < 1)
    return [least('minReplicas', minReplicas, 'must be greater than or equal to 1')];
  if (!Number.isInteger(maxReplicas) || Number(maxReplicas) < 1)
    return [least('maxReplicas', maxReplicas, 'must be greater than 0')];
  return Number(maxReplicas) < Number(minReplicas)
    ? [least('maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`')]
    : [];
}

function sharedCpu(
  { targetCPUUtilizationPercentage: percent }: JsonObject,
  previous: AutoscalerRecord | undefined,
): AutoscalerMetric[] {
  const others = (previous?.metrics ?? []).filter(
    ({ resource, target }) => resource !== 'cpu' || target.kind !== 'percent',
  );
  if (typeof percent !== 'number' && others.length > 0) return others;
  return [cpuAt(typeof percent === 'number' ? percent : usualCpuPercent), ...others];
}

const cpuAt = (percent: number): AutoscalerMetric => ({
  resource: 'cpu',
  target: { kind: 'percent', percent },
});

function metricsOf({ metrics }: JsonObject, causes: StatusCause[]): AutoscalerMetric[] {
  if (!Array.isArray(metrics) || metrics.length === 0) return [cpuAt(usualCpuPercent)];
  return metrics.flatMap((metric, index) => {
    const read = isJsonObject(metric) ? metricOf(metric) : null;
    if (read !== null && 'resource' in read) return [read];
    const path = `spec.metrics[${index}]`;
    causes.push(read === null ? notSupported(path, metric, []) : { ...read, field: `${path}.${read.field}` });
    return [];
  });
}

/** The metric, or what is wrong with it. */
function metricOf(metric: JsonObject): AutoscalerMetric | (StatusCause & { field: string }) {
  if (metric.type !== 'Resource')
    return { ...notSupported('type', metric.type, ['Resource']), field: 'type' };
  const { name, target } = section(metric, 'resource') as { name?: unknown; target?: JsonObject };
  if (name !== 'cpu' && name !== 'memory')
    return { ...notSupported('resource.name', name, ['cpu', 'memory']), field: 'resource.name' };
  const { averageUtilization: percent, averageValue } = target ?? {};
  if (typeof percent === 'number' && Number.isInteger(percent) && percent > 0)
    return { resource: name, target: { kind: 'percent', percent } };
  const value = name === 'cpu' ? parseCpu(String(averageValue)) : parseMemory(String(averageValue));
  if (averageValue !== undefined && value.ok && value.value > 0)
    return { resource: name, target: { kind: 'average', value: value.value } };
  const message = 'Required value: must be a positive averageUtilization or averageValue';
  return { reason: 'FieldValueRequired', field: 'resource.target', message };
}

/** Of the behaviour only the time before it shrinks; null: none is said. */
function calmOf({ warn }: WriteContext, spec: JsonObject): number | null {
  const { scaleDown = {}, ...others } = section(spec, 'behavior') as { scaleDown?: JsonObject };
  const { stabilizationWindowSeconds: seconds, ...rest } = scaleDown;
  const unhonoured = [
    ...Object.keys(others).map((key) => `spec.behavior.${key}`),
    ...Object.keys(rest).map((key) => `spec.behavior.scaleDown.${key}`),
  ];
  for (const path of unhonoured) warn(`${path}: not honoured by Gantry`);
  return typeof seconds === 'number' && seconds >= 0 ? seconds : null;
}
