import { z } from 'zod';
import { findUnsafeInput, isPlainObject } from './input-safety.ts';
import { limits } from './limits.ts';
import {
  always,
  annotations,
  fields,
  labels,
  type Report,
  seconds,
  text,
  unique,
  whole,
} from './manifest-field.ts';
import { describeIssues } from './manifest-issue.ts';
import { checkName, checkNodeName, checkPortName } from './name.ts';
import { type Rejection, refusal } from './rejection.ts';
import { err, ok, type Result } from './result.ts';
import { type ServicePort, type ServiceSpec, serviceKind, type TrafficKind, trafficKind } from './service.ts';

/** A service as a person writes it, every default filled in. */
export interface ServiceParts extends ServiceSpec {
  namespace: string;
  name: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

export const serviceDefaults = { namespace: 'default', kind: 'cluster', drainSeconds: 10 } as const;

const portNumber = whole({ min: 1, max: 65_535 });

const portManifest = fields({
  name: text(checkName).nullable().default(null),
  port: portNumber,
  /** Left out: the same as `port`. */
  targetPort: z.union([portNumber, text(checkPortName)]).optional(),
  protocol: z.enum(['TCP', 'UDP']).default('TCP'),
  traffic: trafficKind.optional(),
  nodePort: portNumber.nullable().default(null),
});

const ingressManifest = fields({
  host: text(checkHost).nullable().default(null),
  pathPrefix: text(checkPathPrefix).default('/'),
  /** Left out: the service's first port. */
  port: portNumber.optional(),
  tlsSecret: text(checkName).nullable().default(null),
});

const manifest = always(
  fields({
    name: text(checkName),
    namespace: text(checkName).default(serviceDefaults.namespace),
    labels: labels.default({}),
    annotations: annotations.default({}),
    kind: serviceKind.default(serviceDefaults.kind),
    deployment: text(checkName).nullable().default(null),
    selector: labels.default({}),
    ports: unique(z.array(portManifest).min(1).max(limits.portsPerService), {
      field: 'port',
      what: 'port',
      keyOf,
    }),
    ingress: z.array(ingressManifest).max(limits.ingressRules).default([]),
    affinitySeconds: seconds({ min: 1, max: limits.deadlineSeconds }).nullable().default(null),
    drainSeconds: seconds({ max: limits.drainSeconds }).default(serviceDefaults.drainSeconds),
  }),
  checkService,
);

/**
 * Parses a service; every fault at once, code `invalid`. Refused: a target by both name and selector, ports without
 * names where there are several, a node port on a service that is not published, rules on one that is no ingress.
 */
export function parseService(input: unknown): Result<ServiceParts, Rejection> {
  if (!isPlainObject(input)) return err(refusal([{ field: '', message: 'The service must be an object' }]));
  const unsafe = findUnsafeInput(input);
  if (unsafe.length) return err(refusal(unsafe));
  const parsed = manifest.safeParse(input);
  if (!parsed.success) return err(refusal(describeIssues(parsed.error.issues, input)));
  const { ports, ingress, ...rest } = parsed.data;
  const first = ports[0]!.port;
  return ok({
    ...rest,
    ports: ports.map((port) => completed(port, rest.kind)),
    ingress: rulesOf(rest.kind, ingress).map(({ port = first, ...rule }) => ({ ...rule, port })),
  });
}

/** The service as a person would write it: what is as it is by default is left out. */
export function formatService(parts: ServiceParts): Record<string, unknown> {
  const { ports, ingress, namespace, name, kind, deployment, drainSeconds, affinitySeconds } = parts;
  return {
    name,
    ...(namespace === serviceDefaults.namespace ? {} : { namespace }),
    ...withoutEmpty({ labels: parts.labels, annotations: parts.annotations }),
    kind,
    ...(deployment === null ? {} : { deployment }),
    ...withoutEmpty({ selector: parts.selector }),
    ports: ports.map(formatPort),
    ...(ingress.length === 0 ? {} : { ingress: ingress.map((rule) => withoutNull(rule)) }),
    ...(affinitySeconds === null ? {} : { affinitySeconds }),
    ...(drainSeconds === serviceDefaults.drainSeconds ? {} : { drainSeconds }),
  };
}

function formatPort(port: ServicePort): Record<string, unknown> {
  const { protocol, targetPort, ...rest } = port;
  return {
    ...withoutNull(rest),
    ...(targetPort === port.port ? {} : { targetPort }),
    ...(protocol === 'TCP' ? {} : { protocol }),
  };
}

const withoutNull = (value: object) =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== null));
const withoutEmpty = (value: Record<string, Record<string, string>>) =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => Object.keys(each).length > 0));

/** By the conventions of names and numbers; whoever means something else says so. */
export function usualTraffic({ name, port }: { name: string | null; port: number }): TrafficKind {
  if (name !== null) return /^(http|web|www)(-|$)/.test(name) ? 'http' : 'tcp';
  return [80, 8000, 8080].includes(port) ? 'http' : 'tcp';
}

type WrittenPort = z.output<typeof portManifest>;

/** An ingress speaks HTTP, whatever its ports are called. */
function completed(port: WrittenPort, kind: ServiceSpec['kind']): ServicePort {
  const usual = kind === 'ingress' ? 'http' : usualTraffic(port);
  return { ...port, targetPort: port.targetPort ?? port.port, traffic: port.traffic ?? usual };
}

type WrittenRule = z.output<typeof ingressManifest>;
const everything: WrittenRule = { host: null, pathPrefix: '/', tlsSecret: null };

const rulesOf = (kind: ServiceSpec['kind'], rules: WrittenRule[]): WrittenRule[] =>
  kind === 'ingress' && rules.length === 0 ? [everything] : rules;

function keyOf(port: Record<string, unknown>): string | null {
  return typeof port.port === 'number' ? `${port.port}/${port.protocol ?? 'TCP'}` : null;
}

function checkHost(host: string): string | null {
  const wrong = checkNodeName(host.startsWith('*.') ? host.slice(2) : host);
  return wrong === null ? null : `${wrong}; \`*.\` may stand at its beginning`;
}

function checkPathPrefix(path: string): string | null {
  if (path.length > limits.pathLength) return `must be at most ${limits.pathLength} characters long`;
  return /^\/[!-~]*$/.test(path) && !/[?#]/.test(path)
    ? null
    : 'must start with `/` and be a path, such as `/shop`';
}

function checkService(value: unknown, report: Report): void {
  if (!isPlainObject(value)) return;
  const { deployment, selector, kind = serviceDefaults.kind, ports, ingress } = value;
  if (typeof deployment === 'string' && isPlainObject(selector) && Object.keys(selector).length > 0)
    report(['selector'], 'must be left out where `deployment` says whose tasks it has');
  if (Array.isArray(ports)) checkPorts(ports, String(kind), report);
  if (!Array.isArray(ingress)) return;
  if (kind !== 'ingress' && ingress.length > 0)
    report(['ingress'], 'only a service of kind `ingress` has rules');
  ingress.forEach((rule, index) => {
    if (!isPlainObject(rule)) return;
    if (rule.port !== undefined && Array.isArray(ports) && !ports.some((port) => port?.port === rule.port))
      report(['ingress', index, 'port'], 'must be one of the service’s ports');
  });
}

function checkPorts(ports: unknown[], kind: string, report: Report): void {
  ports.forEach((port, index) => {
    if (!isPlainObject(port)) return;
    if (ports.length > 1 && typeof port.name !== 'string')
      report(['ports', index, 'name'], 'must be given where a service has several ports');
    if (typeof port.nodePort === 'number' && kind !== 'published')
      report(['ports', index, 'nodePort'], 'only a service of kind `published` has one');
    if (port.protocol === 'UDP')
      report(['ports', index, 'protocol'], 'must be `TCP`: the proxies do not carry UDP yet');
    if (port.traffic === 'tcp' && kind === 'ingress')
      report(['ports', index, 'traffic'], 'must be `http`: hosts and paths are HTTP’s');
  });
}
