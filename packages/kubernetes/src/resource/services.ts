import { type ServiceRecord, serviceId } from '@gantry/model';
import { ingressPartsOf, withIngressParts } from '../projection/ingress-part.ts';
import { projectService, type ServiceObject, selectorOf } from '../projection/service.ts';
import { storedMetadata } from '../projection/stored-metadata.ts';
import { toService } from '../translate/service.ts';
import type { JsonObject } from '../wire/object.ts';
import { ageColumn, nameColumn } from './columns.ts';
import { defineResource, type WriteContext } from './definition.ts';
import { savedKind } from './saved-kind.ts';

const names = { group: '', resource: 'services' };

export const services = defineResource<ServiceObject>({
  ...names,
  version: 'v1',
  singular: 'service',
  kind: 'Service',
  namespaced: true,
  shortNames: ['svc'],
  categories: ['all'],
  subresources: [{ name: 'status', kind: 'Service', verbs: ['get'] }],
  columns: [
    nameColumn(),
    { name: 'Type', type: 'string', priority: 0, cell: ({ spec }) => spec.type },
    {
      name: 'Cluster-IP',
      type: 'string',
      priority: 0,
      cell: ({ spec }) => String(spec.clusterIP ?? '<none>'),
    },
    {
      name: 'External-IP',
      type: 'string',
      priority: 0,
      cell: ({ spec }) => (spec.type === 'LoadBalancer' ? '<pending>' : '<none>'),
    },
    { name: 'Port(s)', type: 'string', priority: 0, cell: ({ spec }) => spec.ports.map(portCell).join(',') },
    ageColumn(),
    { name: 'Selector', type: 'string', priority: 1, cell: ({ spec }) => selectorCell(spec.selector) },
  ],
  ...savedKind(names, {
    table: 'services',
    find: ({ view }, namespace, name) => view.service(namespace, name),
    project: projectService,
    save: saveService,
    remove: ({ namespace, name }) => ({ type: 'service.delete', namespace, name }),
  }),
  fields: {
    'spec.clusterIP': ({ spec }) => String(spec.clusterIP ?? ''),
    'spec.type': ({ spec }) => spec.type,
  },
});

function portCell({ port, nodePort, protocol }: JsonObject): string {
  return nodePort === undefined ? `${port}/${protocol}` : `${port}:${nodePort}/${protocol}`;
}

function selectorCell(selector: unknown): string {
  const pairs = Object.entries((selector ?? {}) as Record<string, string>).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return pairs.length === 0 ? '<none>' : pairs.map(([key, value]) => `${key}=${value}`).join(',');
}

function saveService(context: WriteContext, object: JsonObject, previous: ServiceRecord | undefined) {
  const { namespace, name } = object.metadata as { namespace: string; name: string };
  const shownSelector = previous ? (selectorOf(context.projector, previous).selector ?? {}) : {};
  const { spec, kept } = toService(context, object, previous && { ...previous, shownSelector });
  const { labels, annotations } = storedMetadata(object, kept);
  const parts = previous ? ingressPartsOf(previous) : {};
  const described = { namespace, name, labels, annotations: withIngressParts(annotations, parts) };
  const { nowMs } = context.projector;
  const blank = {
    id: serviceId.parse('dry-run'),
    ...{ clusterAddress: '', generation: 1, createdAtMs: nowMs, updatedAtMs: nowMs },
  };
  return {
    command: {
      type: 'service.save' as const,
      ...{ ...described, spec },
      mode: previous ? ('update' as const) : ('create' as const),
      ifGeneration: previous?.generation ?? null,
    },
    drawnUp: { ...blank, ...previous, ...described, ...spec },
  };
}
