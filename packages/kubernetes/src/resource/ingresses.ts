import type { IngressRule, ServiceRecord } from '@gantry/model';
import {
  createdAtMsOf,
  findIngress,
  findShares,
  type IngressName,
  type IngressObject,
  ingressByUid,
  listIngresses,
  newestPart,
  projectIngress,
} from '../projection/ingress.ts';
import { type IngressPart, type IngressShare, isSameRoute, sharesOf } from '../projection/ingress-part.ts';
import { storedMetadata } from '../projection/stored-metadata.ts';
import { toIngress, type WantedPath } from '../translate/ingress.ts';
import { checkShare, shareAct, withShare } from '../translate/ingress-share.ts';
import type { JsonObject } from '../wire/object.ts';
import { alreadyExists, conflict } from '../wire/status.ts';
import { ageColumn, nameColumn } from './columns.ts';
import { defineResource, type WriteContext } from './definition.ts';

const names = { group: 'networking.k8s.io', resource: 'ingresses' };

/** An Ingress is some rules of the services that it names, and what these keep of how it was written. */
export const ingresses = defineResource<IngressObject>({
  ...names,
  version: 'v1',
  singular: 'ingress',
  kind: 'Ingress',
  namespaced: true,
  shortNames: ['ing'],
  categories: [],
  subresources: [{ name: 'status', kind: 'Ingress', verbs: ['get'] }],
  columns: [
    nameColumn(),
    {
      name: 'Class',
      type: 'string',
      priority: 0,
      cell: ({ spec }) => String(spec.ingressClassName ?? '<none>'),
    },
    { name: 'Hosts', type: 'string', priority: 0, cell: hostsCell },
    { name: 'Address', type: 'string', priority: 0, cell: () => '' },
    {
      name: 'Ports',
      type: 'string',
      priority: 0,
      cell: ({ spec }) => (spec.tls === undefined ? '80' : '80, 443'),
    },
    ageColumn(),
  ],
  list: listIngresses,
  find: (projector, namespace, name) => findIngress(projector, { namespace: namespace ?? '', name }),
  byUid: ingressByUid,
  dependents(change, projector) {
    if (change.table !== 'services' || change.value === null) return [];
    const { namespace } = change.value;
    return [...sharesOf(change.value).keys()].flatMap(
      (name) => findIngress(projector, { namespace, name })?.metadata.uid ?? [],
    );
  },
  /** A service says which Ingresses it is of, and not of which it was. */
  movesUnseen: ({ table }) => table === 'services',
  fields: {},
  async create(context, namespace, object) {
    const { name } = object.metadata as { name: string };
    const shares = findShares(context.projector, { namespace: namespace ?? '', name });
    if (shares.length > 0) throw alreadyExists({ ...names, name });
    return store(context, object, []);
  },
  replace(context, { metadata }, object) {
    const named = { namespace: metadata.namespace!, name: metadata.name };
    return store(context, object, findShares(context.projector, named));
  },
  async remove(context, { metadata: { namespace, name } }) {
    const before = findShares(context.projector, { namespace: namespace!, name });
    await write(context, name, { before, wanted: new Map() });
  },
});

const shownHosts = 3;

function hostsCell({ spec: { rules = [] } }: IngressObject): string {
  const hosts = [...new Set(rules.flatMap(({ host }) => host ?? []))];
  if (hosts.length === 0) return '*';
  const more = hosts.length - shownHosts;
  const listed = hosts.slice(0, shownHosts).join(',');
  return more > 0 ? `${listed} + ${more} more...` : listed;
}

/** Checks everything before it writes anything, and writes all or nothing. */
async function store(
  context: WriteContext,
  object: JsonObject,
  before: IngressShare[],
): Promise<IngressObject> {
  const { namespace, name } = object.metadata as unknown as IngressName;
  const { paths, kept } = toIngress(context, object);
  const described = {
    ...storedMetadata(object, kept),
    generation: (newestPart(before)?.generation ?? 0) + 1,
    createdAtMs: before.length > 0 ? createdAtMsOf(before) : Math.floor(context.projector.nowMs),
  };
  const wanted = new Map<string, { record: ServiceRecord; share: Share }>();
  for (const [service, share] of wantedShares(paths, described))
    wanted.set(service, { record: context.projector.view.service(namespace, service)!, share });
  const drawnUp = [...wanted.values()].map(({ record, share }) => {
    const service = withShare(record, name, share);
    checkShare(name, service, paths);
    return { service, ...share };
  });
  await write(context, name, { before, wanted });
  if (context.dryRun) return projectIngress(context.projector, { namespace, name }, drawnUp);
  const saved = findIngress(context.projector, { namespace, name });
  if (!saved) throw conflict({ ...names, name });
  return saved;
}

type Share = Pick<IngressShare, 'part' | 'rules'>;

function wantedShares(paths: WantedPath[], described: Omit<IngressPart, 'paths'>): Map<string, Share> {
  return new Map(
    [...new Set(paths.map(({ service }) => service))].map((service) => {
      const own = paths.filter((one) => one.service === service);
      const part = { ...described, paths: own.map(({ written }) => written) };
      return [service, { part, rules: own.map(({ rule }) => rule) }];
    }),
  );
}

interface Saving {
  record: ServiceRecord;
  share: Share | null;
}

/**
 * All services in one step, or none. What moves to another one is taken away first: a host and path never goes to two.
 * Throws the engine's refusal, which is a conflict when somebody else changed one of them since they were read.
 */
async function write(
  context: WriteContext,
  name: string,
  { before, wanted }: { before: IngressShare[]; wanted: Map<string, Saving> },
): Promise<void> {
  const leaving = before.flatMap(({ service, part, rules }): Saving[] => {
    const staying = rules.filter((rule) => isWanted(rule, wanted.get(service.name)?.share));
    if (staying.length === rules.length) return [];
    return [{ record: service, share: staying.length > 0 ? { part, rules: staying } : null }];
  });
  const left = new Set(leaving.map(({ record }) => record.name));
  const acts = [
    ...leaving.map(({ record, share }) => shareAct(record, { name, share }, record.generation)),
    ...[...wanted.values()].map(({ record, share }) =>
      shareAct(record, { name, share }, left.has(record.name) ? null : record.generation),
    ),
  ];
  if (acts.length > 0) await context.submit({ type: 'acts.together', planHash: null, acts });
}

const isWanted = (rule: IngressRule, share: Share | null | undefined) =>
  share?.rules.some((one) => isSameRoute(one, rule)) ?? false;
