import { z } from 'zod';
import { limits } from './limits.ts';
import { always, argument, fields, seconds, text, textOf, whole } from './manifest-field.ts';
import { checkPortName } from './name.ts';
import type { Probe, ProbeHandler } from './template.ts';

/** Probes and stop hooks as Kubernetes writes them. */

/** A port's number, or the name of one of the container's ports. */
export const portTarget = z.union([whole({ min: 1, max: 65_535 }), text(checkPortName)], {
  error: 'must be a port from 1 to 65535, or the name of one of the container’s ports',
});

export const checkHttpPath = (path: string): string | null =>
  path.startsWith('/') && path.length <= limits.pathLength && !/\s/.test(path)
    ? null
    : 'must start with `/` and hold no spaces';

const checkHost = (host: string): string | null =>
  /^[A-Za-z0-9.:-]{1,253}$/.test(host) ? null : 'must be a host name or address';

const checkHeaderName = (name: string): string | null =>
  /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$/.test(name) ? null : 'must be a name of an HTTP header';

const checkHeaderValue = (value: string): string | null =>
  /^[\t\x20-\x7e]{0,4096}$/.test(value) ? null : 'must be at most 4096 printable ASCII characters';

const httpGet = fields({
  path: text(checkHttpPath).default('/'),
  port: portTarget,
  scheme: z.enum(['HTTP', 'HTTPS']).default('HTTP'),
  host: text(checkHost).optional(),
  httpHeaders: z
    .array(fields({ name: text(checkHeaderName), value: text(checkHeaderValue) }))
    .max(limits.probeHeaders)
    .default([]),
});
const tcpSocket = fields({ port: portTarget, host: text(checkHost).optional() });
const exec = fields({ command: z.array(argument).min(1).max(limits.argumentsPerCommand) });
const checkService = (service: string): string | null =>
  /^[\w./-]{0,253}$/.test(service) ? null : 'must be the name of a gRPC service';
const grpc = fields({ port: portTarget, service: text(checkService).default('') });

const probeFields = fields({
  httpGet: httpGet.optional(),
  tcpSocket: tcpSocket.optional(),
  exec: exec.optional(),
  grpc: grpc.optional(),
  initialDelaySeconds: seconds({ max: limits.probeSeconds }).default(0),
  periodSeconds: seconds({ min: 0.1, max: limits.probeSeconds }).default(10),
  timeoutSeconds: seconds({ min: 0.1, max: limits.probeSeconds }).default(1),
  successThreshold: whole({ min: 1, max: limits.probeThreshold }).default(1),
  failureThreshold: whole({ min: 1, max: limits.probeThreshold }).default(3),
  terminationGracePeriodSeconds: seconds({ max: limits.graceSeconds }).optional(),
});

const handlers = ['httpGet', 'tcpSocket', 'exec', 'grpc'];

/** Exactly one of the named handlers is written. */
export function checkOneHandler(value: unknown, names: readonly string[]): string | null {
  const given = names.filter(
    (name) => typeof value === 'object' && value !== null && Object.hasOwn(value, name),
  );
  if (given.length === 1) return null;
  const list = names.map((name) => `\`${name}\``).join(', ');
  return given.length === 0 ? `needs one of ${list}` : `has more than one of ${list}; keep one`;
}

/** A startup or liveness probe succeeds once and is done: only a readiness probe may ask for several successes. */
export function probeManifest(kind: 'startup' | 'liveness' | 'readiness') {
  return always(probeFields, (value, report) => {
    const wrong = checkOneHandler(value, handlers);
    if (wrong) report([], wrong);
    const successes =
      typeof value === 'object' && value !== null ? Reflect.get(value, 'successThreshold') : 1;
    if (kind !== 'readiness' && typeof successes === 'number' && successes > 1) {
      report(['successThreshold'], `must be 1 for a ${kind} probe`);
    }
  }).transform(fillProbe);
}

type ProbeFields = z.infer<typeof probeFields>;

function fillProbe({ httpGet, tcpSocket, exec, grpc, ...rest }: ProbeFields): Probe {
  return {
    ...rest,
    handler: fillHandler({ httpGet, tcpSocket, exec, grpc }),
    terminationGracePeriodSeconds: rest.terminationGracePeriodSeconds ?? null,
  };
}

function fillHandler({
  httpGet,
  tcpSocket,
  exec,
  grpc,
}: Pick<ProbeFields, 'httpGet' | 'tcpSocket' | 'exec' | 'grpc'>): ProbeHandler {
  if (httpGet) {
    const { path, port, scheme, host, httpHeaders } = httpGet;
    return { type: 'http', path, port, scheme, host: host ?? null, headers: httpHeaders };
  }
  if (tcpSocket) return { type: 'tcp', port: tcpSocket.port, host: tcpSocket.host ?? null };
  if (grpc) return { type: 'grpc', ...grpc };
  return { type: 'exec', command: exec?.command ?? [] };
}

/** The port's name that a probe or hook asks for, whatever state of parsing it is in; null when it asks for none. */
export function namedPortOf(probe: unknown): string | null {
  const handler = typeof probe === 'object' && probe !== null ? Reflect.get(probe, 'handler') : null;
  return textOf(handler ?? probe, 'port');
}

const lifecycleFields = fields({
  exec: exec.optional(),
  httpGet: fields({ path: text(checkHttpPath).default('/'), port: portTarget }).optional(),
  sleep: fields({ seconds: seconds({ max: limits.graceSeconds }) }).optional(),
});

export const lifecycleManifest = always(lifecycleFields, (value, report) => {
  const wrong = checkOneHandler(value, ['exec', 'httpGet', 'sleep']);
  if (wrong) report([], wrong);
}).transform(({ exec, httpGet, sleep }) => {
  if (exec) return { type: 'exec' as const, command: exec.command };
  if (httpGet) return { type: 'http' as const, path: httpGet.path, port: httpGet.port };
  return { type: 'sleep' as const, seconds: sleep?.seconds ?? 0 };
});

export function formatProbe(probe: Probe): Record<string, unknown> {
  const { handler, terminationGracePeriodSeconds, ...timing } = probe;
  return {
    ...formatHandler(handler),
    ...timing,
    ...(terminationGracePeriodSeconds === null ? {} : { terminationGracePeriodSeconds }),
  };
}

function formatHandler(handler: ProbeHandler): Record<string, unknown> {
  if (handler.type === 'exec') return { exec: { command: handler.command } };
  if (handler.type === 'grpc') {
    const { port, service } = handler;
    return { grpc: { port, ...(service === '' ? {} : { service }) } };
  }
  const { port, host } = handler;
  const place = { port, ...(host === null ? {} : { host }) };
  if (handler.type === 'tcp') return { tcpSocket: place };
  const { path, scheme, headers } = handler;
  return { httpGet: { path, ...place, scheme, ...(headers.length ? { httpHeaders: headers } : {}) } };
}

export function formatLifecycle(hook: z.infer<typeof lifecycleManifest>): Record<string, unknown> {
  if (hook.type === 'exec') return { exec: { command: hook.command } };
  if (hook.type === 'http') return { httpGet: { path: hook.path, port: hook.port } };
  return { sleep: { seconds: hook.seconds } };
}
