import type { ServiceRecord } from '@gantry/model';
import {
  type EndpointSliceObject,
  type EndpointsObject,
  projectEndpointSlices,
  projectEndpoints,
  servicesMovedBy,
} from '../projection/endpoints.ts';
import type { Projector } from '../projection/projector.ts';
import { ageColumn, nameColumn } from './columns.ts';
import { defineResource } from './definition.ts';

/** Read-only: what is behind a service is the engine's to say. */
export const endpoints = defineResource<EndpointsObject>({
  group: '',
  version: 'v1',
  resource: 'endpoints',
  singular: 'endpoints',
  kind: 'Endpoints',
  namespaced: true,
  shortNames: ['ep'],
  categories: [],
  subresources: [],
  columns: [nameColumn(), { name: 'Endpoints', type: 'string', priority: 0, cell: addressCell }, ageColumn()],
  *list(projector, namespace) {
    for (const service of servicesIn(projector, namespace)) yield projectEndpoints(projector, service);
  },
  find(projector, namespace, name) {
    const service = projector.view.service(namespace ?? '', name);
    return service ? projectEndpoints(projector, service) : null;
  },
  byUid(projector, uid) {
    const service = projector.view.get('services', uid.replace(/^endpoints-/, ''));
    return service ? projectEndpoints(projector, service) : null;
  },
  dependents: (change, projector) => servicesMovedBy(change, projector).map((id) => `endpoints-${id}`),
  madeOtherwise: 'it follows the tasks of its service: change the service or the labels of pods instead',
  fields: {},
});

function* servicesIn({ view }: Projector, namespace: string | null): Generator<ServiceRecord> {
  for (const service of view.all('services')) {
    if (namespace === null || service.namespace === namespace) yield service;
  }
}

const shownAddresses = 3;

function addressCell({ subsets = [] }: EndpointsObject): string {
  const all = subsets.flatMap(({ addresses = [], ports }) =>
    addresses.flatMap(({ ip }) => ports.map(({ port }) => `${ip}:${port}`)),
  );
  if (all.length === 0) return '<none>';
  const more = all.length - shownAddresses;
  const listed = all.slice(0, shownAddresses).join(',');
  return more > 0 ? `${listed} + ${more} more...` : listed;
}

export const endpointSlices = defineResource<EndpointSliceObject>({
  group: 'discovery.k8s.io',
  version: 'v1',
  resource: 'endpointslices',
  singular: 'endpointslice',
  kind: 'EndpointSlice',
  namespaced: true,
  shortNames: [],
  categories: [],
  subresources: [],
  columns: [
    nameColumn(),
    { name: 'AddressType', type: 'string', priority: 0, cell: ({ addressType }) => addressType },
    {
      name: 'Ports',
      type: 'string',
      priority: 0,
      cell: ({ ports }) => ports.map(({ port }) => port).join(',') || '<unset>',
    },
    {
      name: 'Endpoints',
      type: 'string',
      priority: 0,
      cell: (slice) => slice.endpoints.flatMap(({ addresses }) => addresses).join(',') || '<unset>',
    },
    ageColumn(),
  ],
  *list(projector, namespace) {
    for (const service of servicesIn(projector, namespace)) yield* projectEndpointSlices(projector, service);
  },
  find(projector, namespace, name) {
    const service = projector.view.service(namespace ?? '', name.replace(/-\d+$/, ''));
    const slices = service ? projectEndpointSlices(projector, service) : [];
    return slices.find(({ metadata }) => metadata.name === name) ?? null;
  },
  byUid(projector, uid) {
    const [, id] = /^endpointslice-(.+)-\d+$/.exec(uid) ?? [];
    const service = id === undefined ? undefined : projector.view.get('services', id);
    const slices = service ? projectEndpointSlices(projector, service) : [];
    return slices.find(({ metadata }) => metadata.uid === uid) ?? null;
  },
  /** As many as there are port sets now, and one that may just have gone. */
  dependents(change, projector) {
    return servicesMovedBy(change, projector).flatMap((id) => {
      const service = projector.view.get('services', id);
      const count = service ? projectEndpointSlices(projector, service).length : 0;
      return Array.from({ length: count + 1 }, (_, index) => `endpointslice-${id}-${index + 1}`);
    });
  },
  madeOtherwise: 'it follows the tasks of its service: change the service or the labels of pods instead',
  fields: {},
});
