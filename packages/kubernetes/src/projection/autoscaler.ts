import { type AutoscalerMetric, type AutoscalerRecord, formatCpu, formatMemory } from '@gantry/model';
import type { JsonObject, KubernetesObject } from '../wire/object.ts';
import { timestamp } from '../wire/object.ts';
import { newestVersion, type Projector } from './projector.ts';
import { keptFields, shownMetadata } from './stored-metadata.ts';

export interface AutoscalerObject extends KubernetesObject {
  spec: JsonObject & {
    scaleTargetRef: { apiVersion: string; kind: string; name: string };
    minReplicas: number;
    maxReplicas: number;
  };
  status: JsonObject & { currentReplicas: number };
}

export type AutoscalingVersion = 'v1' | 'v2';

/** In the version that was asked for: the older one knows a share of cpu only. */
export function projectAutoscaler(version: AutoscalingVersion) {
  return (projector: Projector, record: AutoscalerRecord): AutoscalerObject => ({
    apiVersion: `autoscaling/${version}`,
    kind: 'HorizontalPodAutoscaler',
    metadata: {
      name: record.name,
      namespace: record.namespace,
      uid: record.id,
      resourceVersion: newestVersion(projector, [
        { table: 'autoscalers', key: record.id },
        ...targetOf(projector, record).map(({ id }) => ({ table: 'deployments' as const, key: id })),
      ]),
      creationTimestamp: timestamp(record.createdAtMs),
      ...shownMetadata(record),
    },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: record.deployment },
      minReplicas: record.minReplicas,
      maxReplicas: record.maxReplicas,
      ...(version === 'v2' ? { metrics: record.metrics.map(metricSpec) } : cpuShare(record)),
      ...(version === 'v2' ? behaviour(record) : {}),
      ...keptFields(record),
    },
    status: {
      currentReplicas: targetOf(projector, record)[0]?.spec.replicas ?? 0,
      desiredReplicas: record.desiredReplicas ?? 0,
      ...(record.lastScaledAtMs === null ? {} : { lastScaleTime: timestamp(record.lastScaledAtMs) }),
      ...(version === 'v2' ? observedInFull(record) : observedCpu(record)),
    },
  });
}

function targetOf({ view }: Projector, { namespace, deployment: name }: AutoscalerRecord) {
  const deployment = view.deployment(namespace, name);
  return deployment === undefined ? [] : [deployment];
}

function metricSpec({ resource, target }: AutoscalerMetric): JsonObject {
  return {
    type: 'Resource',
    resource: {
      name: resource,
      target:
        target.kind === 'percent'
          ? { type: 'Utilization', averageUtilization: target.percent }
          : { type: 'AverageValue', averageValue: quantity(resource, target.value) },
    },
  };
}

const quantity = (resource: AutoscalerMetric['resource'], value: number) =>
  resource === 'cpu' ? formatCpu(value) : formatMemory(value);

function cpuShare({ metrics }: AutoscalerRecord): JsonObject {
  const share = metrics.flatMap(({ resource, target }) =>
    resource === 'cpu' && target.kind === 'percent' ? target.percent : [],
  )[0];
  return share === undefined ? {} : { targetCPUUtilizationPercentage: share };
}

/** Kubernetes's own default is not said. */
export const usualCalmSeconds = 300;

const behaviour = ({ calmSeconds }: AutoscalerRecord): JsonObject =>
  calmSeconds === usualCalmSeconds
    ? {}
    : { behavior: { scaleDown: { stabilizationWindowSeconds: calmSeconds } } };

function observedCpu({ observed }: AutoscalerRecord): JsonObject {
  const percent = observed.find(({ resource }) => resource === 'cpu')?.percent ?? null;
  return percent === null ? {} : { currentCPUUtilizationPercentage: percent };
}

function observedInFull(record: AutoscalerRecord): JsonObject {
  const { observed, isActive, reason, message, updatedAtMs, lastScaledAtMs, desiredReplicas } = record;
  const lastTransitionTime = timestamp(lastScaledAtMs ?? updatedAtMs);
  const isLimited = desiredReplicas === record.maxReplicas;
  const condition = (type: string, holds: boolean, word: string, sentence: string) => ({
    ...{ type, status: holds ? 'True' : 'False', reason: word, message: sentence, lastTransitionTime },
  });
  return {
    ...(observed.length === 0
      ? {}
      : {
          currentMetrics: observed.map(({ resource, average, percent }) => ({
            type: 'Resource',
            resource: {
              name: resource,
              current: {
                averageValue: quantity(resource, average),
                ...(percent === null ? {} : { averageUtilization: percent }),
              },
            },
          })),
        }),
    conditions: [
      condition('AbleToScale', reason !== 'FailedGetScale', isActive ? 'ReadyForNewScale' : reason, message),
      condition('ScalingActive', isActive, reason, message),
      condition(
        'ScalingLimited',
        isLimited,
        isLimited ? 'TooManyReplicas' : 'DesiredWithinRange',
        isLimited ? 'It is at its largest size.' : 'The size is within its bounds.',
      ),
    ],
  };
}
