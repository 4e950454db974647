import type { Probe } from '@gantry/model';
import type { RuntimeDriver } from '@gantry/runtime';
import type { Clock } from './clock.ts';
import { askExec } from './probe-exec.ts';
import { askGrpc, type GrpcQuestion } from './probe-grpc.ts';
import { askHttp, type HttpQuestion } from './probe-http.ts';
import type { ProbeOutcome } from './probe-state.ts';
import { askTcp } from './probe-tcp.ts';
import { type Endpoint, endpointOf, type Reach } from './published-ports.ts';

/** How programs are asked over the network. A port, so that answers can be scripted without sockets. */
export interface Dialer {
  http(question: HttpQuestion): Promise<ProbeOutcome>;
  tcp(endpoint: Endpoint, timeoutMs: number): Promise<ProbeOutcome>;
  grpc(question: GrpcQuestion): Promise<ProbeOutcome>;
}

export const networkDialer: Dialer = { http: askHttp, tcp: askTcp, grpc: askGrpc };

/** One running container, and the ways to ask it something. */
export interface Subject {
  driver: RuntimeDriver;
  dialer: Dialer;
  clock: Clock;
  runtimeId: string;
  reach: Reach;
}

/** Asks once. Never throws: what cannot even be asked is an outcome as well. */
export async function askProbe(subject: Subject, probe: Probe): Promise<ProbeOutcome> {
  try {
    return await ask(subject, probe);
  } catch (error) {
    return { result: 'error', message: (error as Error).message };
  }
}

function ask(subject: Subject, { handler, timeoutSeconds }: Probe): Promise<ProbeOutcome> {
  const timeoutMs = timeoutSeconds * 1000;
  if (handler.type === 'exec') return askExec(subject, handler.command, timeoutMs);
  // A simulated program has no network: its script answers whatever is asked of it.
  if (subject.reach.runtime === 'simulated') return askExec(subject, [`probe-${handler.type}`], timeoutMs);
  const endpoint = requireEndpoint(subject.reach, handler.port);
  if (handler.type === 'grpc')
    return subject.dialer.grpc({ ...endpoint, service: handler.service, timeoutMs });
  const host = handler.host ?? endpoint.host;
  if (handler.type === 'tcp') return subject.dialer.tcp({ host, port: endpoint.port }, timeoutMs);
  const url = httpUrl(handler.scheme, { host, port: endpoint.port }, handler.path);
  return subject.dialer.http({ url, headers: handler.headers, timeoutMs });
}

export function requireEndpoint(reach: Reach, port: number | string): Endpoint {
  const endpoint = endpointOf(reach, port);
  if (!endpoint) throw new Error(`the container declares no port named ${JSON.stringify(port)}`);
  return endpoint;
}

export function httpUrl(scheme: 'HTTP' | 'HTTPS', { host, port }: Endpoint, path: string): URL {
  const bracketed = host.includes(':') ? `[${host}]` : host;
  const base = `${scheme.toLowerCase()}://${bracketed}:${port}`;
  // Joined as text: a path such as `//elsewhere/` would otherwise be read as another host.
  return new URL(`${base}${path.startsWith('/') ? '' : '/'}${path}`);
}
