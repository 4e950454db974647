import type { IngressRule } from '@gantry/model';
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
import { checkShare, saveShare, withShare } from '../translate/ingress-share.ts';
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
    { name: 'Ports', type: 'string', priority: 0, cell: () => '80' },
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
    const named = { namespace: namespace!, name };
    for (const { service } of findShares(context.projector, named))
      await saveShare(context, named, { service: service.name, share: null });
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

/** Checks everything before it writes anything: what is left to go wrong is that somebody else writes meanwhile. */
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
  const wanted = wantedShares(paths, described);
  const drawnUp = [...wanted].map(([service, share]) => {
    const record = context.projector.view.service(namespace, service)!;
    checkShare(name, withShare(record, name, share), paths);
    return { service: { ...record, ...withShare(record, name, share) }, ...share };
  });
  if (context.dryRun) return projectIngress(context.projector, { namespace, name }, drawnUp);
  await write(context, { namespace, name }, { before, wanted });
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

/** What moves to another service is taken away first: a host and path never goes to two. */
async function write(
  context: WriteContext,
  named: IngressName,
  { before, wanted }: { before: IngressShare[]; wanted: Map<string, Share> },
): Promise<void> {
  for (const { service, part, rules } of before) {
    const staying = rules.filter((rule) => isWanted(rule, wanted.get(service.name)));
    if (staying.length === rules.length) continue;
    const share = staying.length > 0 ? { part, rules: staying } : null;
    await saveShare(context, named, { service: service.name, share });
  }
  for (const [service, share] of wanted) await saveShare(context, named, { service, share });
}

const isWanted = (rule: IngressRule, share: Share | undefined) =>
  share?.rules.some((one) => isSameRoute(one, rule)) ?? false;
