import type { IngressRule, ServiceRecord } from '@gantry/model';
import { isJsonObject } from '../wire/object.ts';
import { ingressesAnnotation, readAnnotation } from './stored-metadata.ts';

type Pairs = Record<string, string>;

/** A host and path as an Ingress says them: more than the rule of the service that it becomes. */
export interface WrittenPath {
  /** Indexes of its rule and of its path in there; null: the default backend. */
  at: [rule: number, path: number] | null;
  host: string | null;
  pathPrefix: string;
  /** As it was written; null: it was not. */
  path: string | null;
  pathType: string;
  /** By number or name. */
  port: number | string;
}

/**
 * What a service keeps of one Ingress that names it, in an annotation: all there is of an Ingress beside the rules, so
 * that it lives and goes with them. `labels` and `annotations` as `storedMetadata` gives them.
 */
export interface IngressPart {
  labels: Pairs;
  annotations: Pairs;
  /** Rises with every change; where parts differ, the highest one speaks for the Ingress. */
  generation: number;
  createdAtMs: number;
  paths: WrittenPath[];
}

export type IngressParts = Record<string, IngressPart>;

/** What a service is of one Ingress: some of its rules, and what was written of them (null: they were made elsewhere). */
export interface IngressShare {
  service: ServiceRecord;
  part: IngressPart | null;
  rules: IngressRule[];
}

type Route = Pick<IngressRule, 'host' | 'pathPrefix'>;

export const isSameRoute = (a: Route, b: Route) => a.host === b.host && a.pathPrefix === b.pathPrefix;

/** Anybody can write annotations: what is no part is as if it was not there. */
export function ingressPartsOf({ annotations }: { annotations: Pairs }): IngressParts {
  const parts = readAnnotation(annotations[ingressesAnnotation]);
  if (!isJsonObject(parts)) return {};
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => isPart(part))) as IngressParts;
}

function isPart(part: unknown): boolean {
  if (!isJsonObject(part)) return false;
  const { labels, annotations, generation, createdAtMs, paths } = part;
  const counts = Number.isSafeInteger(generation) && Number.isSafeInteger(createdAtMs);
  return counts && isJsonObject(labels) && isJsonObject(annotations) && Array.isArray(paths)
    ? paths.every(isPath)
    : false;
}

const isPath = (path: unknown) =>
  isJsonObject(path) && (path.at === null || (Array.isArray(path.at) && path.at.length === 2));

/** The same annotations with these parts, whatever parts there were. */
export function withIngressParts(annotations: Pairs, parts: IngressParts): Pairs {
  const { [ingressesAnnotation]: _before, ...others } = annotations;
  return Object.keys(parts).length === 0
    ? others
    : { ...others, [ingressesAnnotation]: JSON.stringify(parts) };
}

/**
 * The Ingresses that a service's rules belong to, by name: a rule to the one whose part says its host and path, else to
 * the one that is called as the service. A part whose rules are gone is none any more.
 */
export function sharesOf(service: ServiceRecord): Map<string, IngressShare> {
  const parts = ingressPartsOf(service);
  const shares = new Map<string, IngressShare>();
  for (const rule of service.ingress) {
    const owner = Object.keys(parts).find((name) => parts[name]!.paths.some((one) => isSameRoute(one, rule)));
    const name = owner ?? service.name;
    const share = shares.get(name) ?? { service, part: parts[name] ?? null, rules: [] };
    share.rules.push(rule);
    shares.set(name, share);
  }
  return shares;
}
