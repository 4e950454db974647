import { type ResourceDefinition, verbsOf } from './resource/definition.ts';
import { registry } from './resource/registry.ts';
import type { JsonObject } from './wire/object.ts';

/** What the API says it has: the aggregated form that current clients ask for, and the plain lists. */

interface Served {
  group: string;
  version: string;
  resource: string;
  singular: string;
  kind: string;
  namespaced: boolean;
  verbs: string[];
  shortNames: string[];
  categories: string[];
  subresources: ResourceDefinition['subresources'];
}

/** Kinds that are answered but never stored: reviews and measurements. */
const computed: Served[] = [
  virtual('authorization.k8s.io', 'v1', 'selfsubjectaccessreviews', 'SelfSubjectAccessReview', false, [
    'create',
  ]),
  virtual('authorization.k8s.io', 'v1', 'selfsubjectrulesreviews', 'SelfSubjectRulesReview', false, [
    'create',
  ]),
  virtual('authentication.k8s.io', 'v1', 'selfsubjectreviews', 'SelfSubjectReview', false, ['create']),
  virtual('metrics.k8s.io', 'v1beta1', 'nodes', 'NodeMetrics', false, ['get', 'list']),
  virtual('metrics.k8s.io', 'v1beta1', 'pods', 'PodMetrics', true, ['get', 'list']),
];

function virtual(
  group: string,
  version: string,
  resource: string,
  kind: string,
  namespaced: boolean,
  verbs: string[],
): Served {
  return {
    group,
    version,
    resource,
    singular: resource.replace(/s$/, ''),
    kind,
    namespaced,
    verbs,
    shortNames: [],
    categories: [],
    subresources: [],
  };
}

const served: Served[] = [
  ...registry.map((definition) => ({ ...definition, verbs: verbsOf(definition) as string[] })),
  ...computed,
];

const groupVersions = [
  ...new Map(served.map(({ group, version }) => [`${group}/${version}`, { group, version }])).values(),
];

/** In the order clients should prefer. */
export function groupsServed(): { group: string; versions: string[] }[] {
  const groups = new Map<string, string[]>();
  for (const { group, version } of groupVersions) groups.set(group, [...(groups.get(group) ?? []), version]);
  return [...groups]
    .map(([group, versions]) => ({ group, versions }))
    .sort((a, b) => (a.group < b.group ? -1 : 1));
}

export type AggregatedVersion = 'v2' | 'v2beta1';

/** The newest aggregated form that an Accept header names; null when it names none. */
export function aggregatedVersion(accept: string): AggregatedVersion | null {
  if (!accept.includes('as=APIGroupDiscoveryList')) return null;
  return /v=v2(?!beta)/.test(accept) ? 'v2' : 'v2beta1';
}

export function aggregatedContentType(version: AggregatedVersion): string {
  return `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
}

export function aggregatedDiscovery(version: AggregatedVersion, part: 'core' | 'groups') {
  const groups = groupsServed().filter(({ group }) => (part === 'core') === (group === ''));
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map(({ group, versions }) => ({
      metadata: group === '' ? {} : { name: group },
      versions: versions.map((one) => ({
        version: one,
        freshness: 'Current',
        resources: resourcesOf(group, one).map(aggregatedResource),
      })),
    })),
  };
}

const resourcesOf = (group: string, version: string) =>
  served.filter((one) => one.group === group && one.version === version);

function aggregatedResource(one: Served): JsonObject {
  return {
    resource: one.resource,
    responseKind: { group: one.group, version: one.version, kind: one.kind },
    scope: one.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: one.singular,
    verbs: one.verbs,
    ...(one.shortNames.length > 0 ? { shortNames: one.shortNames } : {}),
    ...(one.categories.length > 0 ? { categories: one.categories } : {}),
    ...(one.subresources.length > 0
      ? {
          subresources: one.subresources.map(({ name, group, version, kind, verbs }) => ({
            subresource: name,
            responseKind: { group: group ?? one.group, version: version ?? one.version, kind },
            verbs,
          })),
        }
      : {}),
  };
}

export const coreVersions = { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };

export function groupList() {
  const groups = groupsServed().filter(({ group }) => group !== '');
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(groupObject) };
}

export function groupByName(name: string) {
  const group = groupsServed().find((one) => one.group === name && name !== '');
  return group ? { kind: 'APIGroup', apiVersion: 'v1', ...groupObject(group) } : null;
}

function groupObject({ group, versions }: { group: string; versions: string[] }) {
  const listed = versions.map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions: listed, preferredVersion: listed[0] };
}

export function resourceList(group: string, version: string) {
  const listed = resourcesOf(group, version);
  if (listed.length === 0) return null;
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: group === '' ? version : `${group}/${version}`,
    resources: listed.flatMap((one) => [
      plainResource(one),
      ...one.subresources.map((sub) => plainSubresource(one, sub)),
    ]),
  };
}

function plainResource(one: Served): JsonObject {
  return {
    name: one.resource,
    singularName: one.singular,
    namespaced: one.namespaced,
    kind: one.kind,
    verbs: one.verbs,
    ...(one.shortNames.length > 0 ? { shortNames: one.shortNames } : {}),
    ...(one.categories.length > 0 ? { categories: one.categories } : {}),
  };
}

function plainSubresource(
  parent: Served,
  { name, group, version, kind, verbs }: ResourceDefinition['subresources'][number],
): JsonObject {
  return {
    name: `${parent.resource}/${name}`,
    singularName: '',
    namespaced: parent.namespaced,
    ...(group === undefined ? {} : { group, version }),
    kind,
    verbs,
  };
}
