import { Reader, Writer } from 'protobufjs/minimal.js';
import { assertAllowed } from './dial-guard.ts';
import type { ProbeOutcome } from './probe-state.ts';
import type { Endpoint } from './published-ports.ts';

/** `grpc.health.v1.HealthCheckResponse.ServingStatus`. */
const statuses = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'];
const method = '/grpc.health.v1.Health/Check';

export interface GrpcQuestion extends Endpoint {
  /** '' asks for the program as a whole. */
  service: string;
  timeoutMs: number;
}

/** Asks gRPC's standard health service, in plain text; only SERVING is a success. */
export async function askGrpc({ host, port, service, timeoutMs }: GrpcQuestion): Promise<ProbeOutcome> {
  const what = `gRPC ${host}:${port}${service === '' ? '' : ` (${service})`}`;
  try {
    assertAllowed(host);
    const status = await check({ host, port, service, timeoutMs });
    return { result: status === 'SERVING' ? 'success' : 'failure', message: `${what} answered ${status}` };
  } catch (error) {
    return { result: 'failure', message: `${what} failed: ${(error as Error).message}` };
  }
}

async function check({ host, port, service, timeoutMs }: GrpcQuestion): Promise<string> {
  // Loaded when the first such probe asks: most nodes have none, and it is the largest thing an agent would load.
  const { Client, credentials } = await import('@grpc/grpc-js');
  const client = new Client(
    host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
    credentials.createInsecure(),
    {
      // A probe is of this node; a proxy that the agent was given for images must not see it.
      'grpc.enable_http_proxy': 0,
    },
  );
  try {
    return await new Promise<string>((resolve, reject) => {
      const options = { deadline: Date.now() + timeoutMs };
      client.makeUnaryRequest(method, encodeRequest, decodeResponse, service, options, (error, status) =>
        error ? reject(error) : resolve(status ?? 'nothing'),
      );
    });
  } finally {
    client.close();
  }
}

/** Field 1 is the service's name. */
function encodeRequest(service: string): Buffer {
  const message = new Writer();
  if (service !== '') message.uint32((1 << 3) | 2).string(service);
  return Buffer.from(message.finish());
}

/** Field 1 is the status; it is not written when it is 0. */
function decodeResponse(message: Buffer): string {
  const reader = new Reader(message);
  let status = 0;
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag >>> 3 === 1) status = reader.int32();
    else reader.skipType(tag & 7);
  }
  return statuses[status] ?? `status ${status}`;
}
