import type { IngressRule, ServiceRecord } from '@gantry/model';
import type { IngressName } from '../projection/ingress.ts';
import { isSameRoute, sharesOf, type WrittenPath } from '../projection/ingress-part.ts';
import type { WriteContext } from '../resource/definition.ts';
import { isJsonObject, type JsonObject } from '../wire/object.ts';
import { invalid, notSupported, type StatusCause } from '../wire/status.ts';
import { honouredFields } from './honoured-fields.ts';
import { tlsSecretFor, tlsWarnings } from './ingress-tls.ts';
import { metadataCauses } from './metadata-causes.ts';

/** A path of an Ingress and the rule that it is for its service. */
export interface WantedPath {
  /** Where in the object it is said. */
  field: string;
  service: string;
  written: WrittenPath;
  rule: IngressRule;
}

export interface WantedIngress {
  paths: WantedPath[];
  /** What is not honoured, to come back as it was written. */
  kept: JsonObject;
}

/**
 * An Ingress of the API as rules of the services that it names. Throws a 422 that names every wrong field: a service
 * that is not there or cannot have rules, a host and path that another Ingress or service has. Warns of what is served
 * otherwise or only kept.
 */
export function toIngress(context: WriteContext, object: JsonObject): WantedIngress {
  const { namespace, name } = object.metadata as { namespace: string; name: string };
  const given = isJsonObject(object.spec) ? object.spec : {};
  const written = givenPaths(given);
  const read = written.map((one) => readPath(context, { namespace, tls: given.tls }, one));
  const paths = read.flatMap((one) => (one.path === null ? [] : [one.path]));
  const causes = [
    ...metadataCauses(object),
    ...emptyCauses(given),
    ...read.flatMap((one) => one.causes),
    ...doubleCauses(paths),
    ...takenCauses(context, { namespace, name }, paths),
  ];
  if (causes.length > 0) throw ingressInvalid(name, causes);
  for (const { field, written: one } of paths) {
    if (one.pathType === 'Exact')
      context.warn(`${field}.pathType: Exact is served as Prefix: requests below the path come too`);
  }
  for (const text of tlsWarnings(
    given.tls,
    written.map(({ host }) => host),
  ))
    context.warn(text);
  const honoured = ['rules', 'defaultBackend', 'tls'];
  const { kept } = honouredFields(context, { object: given, path: 'spec' }, { honoured });
  return { paths, kept: Array.isArray(given.tls) ? { ...kept, tls: given.tls } : kept };
}

export const ingressInvalid = (name: string, causes: StatusCause[]) =>
  invalid({ group: 'networking.k8s.io', kind: 'Ingress', name }, causes);

interface GivenPath {
  at: WrittenPath['at'];
  field: string;
  host: string | null;
  path: JsonObject;
}

const listOf = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : []);

function givenPaths({ defaultBackend, rules }: JsonObject): GivenPath[] {
  const standard = isJsonObject(defaultBackend)
    ? [{ at: null, field: 'spec.defaultBackend', host: null, path: { backend: defaultBackend } }]
    : [];
  const ruled = listOf(rules).flatMap(({ host, http }, rule) =>
    listOf(isJsonObject(http) ? http.paths : []).map((path, index): GivenPath => {
      const field = `spec.rules[${rule}].http.paths[${index}]`;
      return { at: [rule, index], field, host: host ? String(host) : null, path };
    }),
  );
  return [...standard, ...ruled];
}

function emptyCauses({ defaultBackend, rules }: JsonObject): StatusCause[] {
  const given = listOf(rules);
  if (given.length === 0 && !isJsonObject(defaultBackend)) {
    return [required('spec', 'either `defaultBackend` or `rules` must be specified')];
  }
  return given.flatMap(({ http }, index) =>
    isJsonObject(http) && listOf(http.paths).length > 0
      ? []
      : [required(`spec.rules[${index}].http.paths`, 'a rule is its paths; each names a service')],
  );
}

function required(field: string, why: string): StatusCause {
  return { reason: 'FieldValueRequired', field, message: `Required value: ${why}` };
}

function wrong(field: string, value: unknown, why: string): StatusCause {
  return {
    reason: 'FieldValueInvalid',
    field,
    message: `Invalid value: ${JSON.stringify(value ?? null)}: ${why}`,
  };
}

function readPath(
  { projector }: WriteContext,
  { namespace, tls }: { namespace: string; tls: unknown },
  given: GivenPath,
): { path: WantedPath | null; causes: StatusCause[] } {
  const { at, field, host, path } = given;
  const backend = isJsonObject(path.backend) ? path.backend : {};
  const backendField = at === null ? field : `${field}.backend`;
  const { name } = isJsonObject(backend.service) ? backend.service : {};
  const service = typeof name === 'string' ? projector.view.service(namespace, name) : undefined;
  const typed = at === null ? [] : pathTypeCauses(given);
  if (!service || service.kind === 'published')
    return { path: null, causes: [...typed, backendCause(backend, backendField, { namespace, service })] };
  const written = (backend.service as JsonObject).port;
  const port = portOf(service, isJsonObject(written) ? written : {});
  if (port === null) {
    const known = service.ports.map((one) => one.name ?? one.port).join(', ');
    const why = `must be the name or number of a port of the service ${service.name}: ${known}`;
    return { path: null, causes: [...typed, wrong(`${backendField}.service.port`, written, why)] };
  }
  const pathType = String(path.pathType ?? 'Prefix');
  const said = path.path ? String(path.path) : null;
  const pathPrefix = pathType === 'Prefix' ? (said ?? '/').replace(/(?<=.)\/+$/, '') : (said ?? '/');
  const route = { host, pathPrefix };
  const wanted = {
    ...{ field, service: service.name, written: { at, ...route, path: said, pathType, port: port.written } },
    rule: { ...route, port: port.number, tlsSecret: tlsSecretFor(tls, host) },
  };
  return { path: wanted, causes: typed };
}

const pathTypes = ['Exact', 'ImplementationSpecific', 'Prefix'];

function pathTypeCauses({ field, path: { pathType } }: GivenPath): StatusCause[] {
  if (pathType === undefined || pathType === null || pathType === '')
    return [required(`${field}.pathType`, 'pathType must be specified')];
  return pathTypes.includes(String(pathType)) ? [] : [notSupported(`${field}.pathType`, pathType, pathTypes)];
}

/** Why this backend cannot be one. */
function backendCause(
  { service: named, resource }: JsonObject,
  field: string,
  { namespace, service }: { namespace: string; service: ServiceRecord | undefined },
): StatusCause {
  if (isJsonObject(resource)) return wrong(`${field}.resource`, resource, 'must be a service instead');
  const name = isJsonObject(named) ? named.name : undefined;
  if (!name) return required(`${field}.service.name`, 'the service that requests go to');
  if (service)
    return wrong(
      `${field}.service.name`,
      name,
      'the service is of type NodePort; make it ClusterIP to reach it by host and path',
    );
  return {
    reason: 'FieldValueNotFound',
    field: `${field}.service.name`,
    message: `Not found: ${JSON.stringify(name)}: there is no such service in namespace ${namespace}; create it first`,
  };
}

function portOf(
  { ports }: ServiceRecord,
  { name, number }: JsonObject,
): { number: number; written: string | number } | null {
  const port = ports.find((one) => (name ? one.name === name : one.port === number));
  return port === undefined ? null : { number: port.port, written: name ? String(name) : port.port };
}

const shownRoute = ({ host, pathPrefix }: IngressRule) => `${host ?? 'any host'} with ${pathPrefix}`;

function doubleCauses(paths: WantedPath[]): StatusCause[] {
  return paths.flatMap(({ field, rule }, index) =>
    paths.slice(0, index).some((before) => isSameRoute(before.rule, rule))
      ? [{ reason: 'FieldValueDuplicate' as const, field, message: `Duplicate value: ${shownRoute(rule)}` }]
      : [],
  );
}

/** A host and path goes to one service, and is one Ingress's to say. */
function takenCauses(
  { projector }: WriteContext,
  { namespace, name }: IngressName,
  paths: WantedPath[],
): StatusCause[] {
  const others = [...projector.view.all('services')].flatMap((service) =>
    [...sharesOf(service)]
      .filter(([ingress]) => ingress !== name || service.namespace !== namespace)
      .flatMap(([ingress, { rules }]) => rules.map((rule) => ({ service, ingress, rule }))),
  );
  return paths.flatMap(({ field, rule }) => {
    const other = others.find((one) => isSameRoute(one.rule, rule));
    if (other === undefined) return [];
    const { service, ingress } = other;
    const why = `goes to the service ${service.namespace}/${service.name} by the Ingress ${ingress} already; choose another host or path`;
    return [wrong(field, shownRoute(rule), why)];
  });
}
