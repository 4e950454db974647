import { type AutoscalerRecord, autoscalerId } from '@gantry/model';
import {
  type AutoscalerObject,
  type AutoscalingVersion,
  projectAutoscaler,
} from '../projection/autoscaler.ts';
import { storedMetadata } from '../projection/stored-metadata.ts';
import { toAutoscaler } from '../translate/autoscaler.ts';
import { isJsonObject, type JsonObject } from '../wire/object.ts';
import { ageColumn, nameColumn } from './columns.ts';
import { defineResource, type WriteContext } from './definition.ts';
import { savedKind } from './saved-kind.ts';

const names = { group: 'autoscaling', resource: 'horizontalpodautoscalers' };
const kind = 'HorizontalPodAutoscaler';

/** The newest first: clients prefer it. */
export const autoscalers = (['v2', 'v1'] as const).map((version) => {
  const saved = savedKind(names, {
    table: 'autoscalers',
    find: ({ view }, namespace, name) => view.autoscaler(namespace, name),
    project: projectAutoscaler(version),
    save: saveAutoscaler(version),
    remove: ({ namespace, name }) => ({ type: 'autoscaler.delete', namespace, name }),
  });
  return defineResource<AutoscalerObject>({
    ...names,
    version,
    singular: 'horizontalpodautoscaler',
    kind,
    namespaced: true,
    shortNames: ['hpa'],
    categories: ['all'],
    subresources: [{ name: 'status', kind, verbs: ['get'] }],
    columns: [
      nameColumn(),
      {
        name: 'Reference',
        type: 'string',
        priority: 0,
        cell: ({ spec: { scaleTargetRef } }) => `${scaleTargetRef.kind}/${scaleTargetRef.name}`,
      },
      { name: 'Targets', type: 'string', priority: 0, cell: targetsCell },
      { name: 'MinPods', type: 'string', priority: 0, cell: ({ spec }) => String(spec.minReplicas) },
      { name: 'MaxPods', type: 'integer', priority: 0, cell: ({ spec }) => spec.maxReplicas },
      { name: 'Replicas', type: 'integer', priority: 0, cell: ({ status }) => status.currentReplicas },
      ageColumn(),
    ],
    ...saved,
    /** A deployment's size is in the status of what follows it. */
    dependents(change, projector) {
      if (change.table !== 'deployments') return saved.dependents(change, projector);
      const deployment = change.value;
      if (deployment === null) return [];
      return [...projector.view.all('autoscalers')]
        .filter((one) => one.namespace === deployment.namespace && one.deployment === deployment.name)
        .map(({ id }) => id as string);
    },
    fields: {},
  });
});

interface Target {
  averageUtilization?: number;
  averageValue?: string;
}

/** `cpu: 12%/50%`; what was not measured yet is `<unknown>`. */
function targetsCell({ spec, status }: AutoscalerObject): string {
  if (!Array.isArray(spec.metrics)) return sharedCell(spec, status);
  const observed = (status.currentMetrics ?? []) as { resource: { name: string; current: Target } }[];
  return (spec.metrics as { resource: { name: string; target: Target } }[])
    .map(({ resource: { name, target } }) => {
      const current = observed.find(({ resource }) => resource.name === name)?.resource.current;
      return target.averageUtilization === undefined
        ? `${name}: ${current?.averageValue ?? '<unknown>'}/${target.averageValue}`
        : `${name}: ${percent(current?.averageUtilization)}/${target.averageUtilization}%`;
    })
    .join(', ');
}

function sharedCell(spec: JsonObject, status: JsonObject): string {
  const wanted = spec.targetCPUUtilizationPercentage;
  if (wanted === undefined) return '<unknown>';
  return `cpu: ${percent(status.currentCPUUtilizationPercentage)}/${wanted}%`;
}

const percent = (value: unknown) => (value === undefined ? '<unknown>' : `${value}%`);

function saveAutoscaler(version: AutoscalingVersion) {
  return (context: WriteContext, object: JsonObject, previous: AutoscalerRecord | undefined) => {
    const { namespace, name } = object.metadata as { namespace: string; name: string };
    const wanted = {
      ...object,
      apiVersion: `autoscaling/${version}`,
      spec: isJsonObject(object.spec) ? object.spec : {},
    };
    const { spec, kept } = toAutoscaler(context, wanted, previous);
    const described = { namespace, name, ...storedMetadata(object, kept) };
    const { nowMs } = context.projector;
    const blank: Omit<AutoscalerRecord, keyof typeof described | keyof typeof spec> = {
      ...{ id: autoscalerId.parse('dry-run'), generation: 1, createdAtMs: nowMs, updatedAtMs: nowMs },
      ...{ observed: [], recommended: [], desiredReplicas: null, lastScaledAtMs: null },
      ...{ isActive: false, reason: 'Created', message: '' },
    };
    return {
      command: {
        type: 'autoscaler.save' as const,
        ...{ ...described, spec },
        mode: previous ? ('update' as const) : ('create' as const),
        ifGeneration: previous?.generation ?? null,
      },
      drawnUp: { ...blank, ...previous, ...described, ...spec },
    };
  };
}
