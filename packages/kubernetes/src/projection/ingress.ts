import type { IngressRule } from '@gantry/model';
import { shownTls } from '../translate/ingress-tls.ts';
import type { JsonObject, KubernetesObject } from '../wire/object.ts';
import { timestamp } from '../wire/object.ts';
import {
  type IngressPart,
  type IngressShare,
  isSameRoute,
  sharesOf,
  type WrittenPath,
} from './ingress-part.ts';
import { newestVersion, type Projector } from './projector.ts';
import { keptFields, shownMetadata } from './stored-metadata.ts';

export interface IngressObject extends KubernetesObject {
  spec: JsonObject & { rules?: { host?: string; http: { paths: JsonObject[] } }[] };
  status: JsonObject;
}

export interface IngressName {
  namespace: string;
  name: string;
}

/** The services that make up one Ingress; none: there is no such Ingress. */
export function findShares({ view }: Projector, { namespace, name }: IngressName): IngressShare[] {
  return [...view.all('services')].flatMap((service) => {
    const share = service.namespace === namespace ? sharesOf(service).get(name) : undefined;
    return share === undefined ? [] : [share];
  });
}

/** Every Ingress of a namespace; null: of all. */
export function* listIngresses(projector: Projector, namespace: string | null): Generator<IngressObject> {
  const shares = new Map<string, IngressShare[]>();
  for (const service of projector.view.all('services')) {
    if (namespace !== null && service.namespace !== namespace) continue;
    for (const [name, share] of sharesOf(service)) {
      const path = `${service.namespace}/${name}`;
      shares.set(path, [...(shares.get(path) ?? []), share]);
    }
  }
  for (const [path, own] of shares) {
    const [within = '', name = ''] = path.split('/');
    yield projectIngress(projector, { namespace: within, name }, own);
  }
}

export function findIngress(projector: Projector, named: IngressName): IngressObject | null {
  const shares = findShares(projector, named);
  return shares.length === 0 ? null : projectIngress(projector, named, shares);
}

const uidForm = /^ingress-([^.]+)\.(.+)\.(\d+)$/;

export function ingressByUid(projector: Projector, uid: string): IngressObject | null {
  const [, namespace, name] = uidForm.exec(uid) ?? [];
  const object = namespace && name ? findIngress(projector, { namespace, name }) : null;
  return object?.metadata.uid === uid ? object : null;
}

/** @param shares at least one */
export function projectIngress(
  projector: Projector,
  { namespace, name }: IngressName,
  shares: IngressShare[],
): IngressObject {
  const part = newestPart(shares);
  const createdAtMs = createdAtMsOf(shares);
  const records = shares.map(({ service }) => ({ table: 'services' as const, key: service.id }));
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name,
      namespace,
      uid: `ingress-${namespace}.${name}.${createdAtMs}`,
      resourceVersion: newestVersion(projector, records),
      generation: part?.generation ?? 1,
      creationTimestamp: timestamp(createdAtMs),
      ...(part === null ? {} : shownMetadata(part)),
    },
    spec: specOf(part, shares),
    status: { loadBalancer: {} },
  };
}

function specOf(part: IngressPart | null, shares: IngressShare[]): IngressObject['spec'] {
  const { tls, ...kept } = part === null ? {} : keptFields(part);
  const rules = shares.flatMap((share) => share.rules);
  return { ...kept, ...rulesSpec(shares), ...shownTls(tls, rules) };
}

/** The one that speaks for the Ingress; null: nobody wrote one. */
export function newestPart(shares: IngressShare[]): IngressPart | null {
  return shares.reduce<IngressPart | null>(
    (newest, { part }) => (part && part.generation > (newest?.generation ?? 0) ? part : newest),
    null,
  );
}

export function createdAtMsOf(shares: IngressShare[]): number {
  return (
    newestPart(shares)?.createdAtMs ??
    Math.floor(Math.min(...shares.map(({ service }) => service.createdAtMs)))
  );
}

interface ShownPath {
  share: IngressShare;
  rule: IngressRule;
  written: WrittenPath | undefined;
}

/** Rules in the order in which they were written; after them those that were made elsewhere, by host. */
function rulesSpec(shares: IngressShare[]): JsonObject {
  const all = shares.flatMap((share) =>
    share.rules.map((rule): ShownPath => {
      return { share, rule, written: share.part?.paths.find((one) => isSameRoute(one, rule)) };
    }),
  );
  const standard = all.find(({ written }) => written?.at === null);
  const rules = new Map<string, { host?: string; http: { paths: JsonObject[] } }>();
  for (const path of all.filter((one) => one !== standard).sort(inOrder)) {
    const { host } = path.rule;
    const key = path.written ? `${path.written.at?.[0]}` : `host ${host}`;
    const rule = rules.get(key) ?? { ...(host === null ? {} : { host }), http: { paths: [] } };
    rule.http.paths.push(pathSpec(path));
    rules.set(key, rule);
  }
  return {
    ...(standard === undefined ? {} : { defaultBackend: backendSpec(standard) }),
    ...(rules.size === 0 ? {} : { rules: [...rules.values()] }),
  };
}

function inOrder(a: ShownPath, b: ShownPath): number {
  const [aRule, aPath] = a.written?.at ?? [Number.MAX_SAFE_INTEGER, 0];
  const [bRule, bPath] = b.written?.at ?? [Number.MAX_SAFE_INTEGER, 0];
  return aRule - bRule || aPath - bPath;
}

function pathSpec(shown: ShownPath): JsonObject {
  const { path, pathType } = shown.written ?? { path: shown.rule.pathPrefix, pathType: 'Prefix' };
  return { ...(path === null ? {} : { path }), pathType, backend: backendSpec(shown) };
}

/** The port as it was written, as long as it is the one that requests go to. */
function backendSpec({ share: { service }, rule, written }: ShownPath): JsonObject {
  const named = service.ports.find(({ port, name }) => port === rule.port && name === written?.port);
  return {
    service: { name: service.name, port: named ? { name: named.name } : { number: rule.port } },
  };
}
