import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import { Reader } from 'protobufjs/minimal.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askGrpc } from './probe-grpc.ts';

/** A program with the standard health service, as gRPC's own library serves it; answers by what it is asked for. */
const server = new Server();
let port: number;

/** Status 2 is NOT_SERVING. A field that nobody knows yet stands before it. */
const answers: Record<string, Buffer | 'never'> = {
  '': Buffer.from([0x08, 1]),
  'shop.v1': Buffer.from([0x12, 1, 0x61, 0x08, 1]),
  'shop.v2': Buffer.from([0x08, 2]),
  starting: Buffer.from([]),
  stuck: 'never',
};

/** The library takes '' for no message at all. */
const read = (message: Buffer): { service: string } => {
  const reader = new Reader(message);
  if (reader.len === 0) return { service: '' };
  reader.uint32();
  return { service: reader.string() };
};

beforeAll(async () => {
  const check = {
    path: '/grpc.health.v1.Health/Check',
    requestStream: false,
    responseStream: false,
    requestDeserialize: read,
    requestSerialize: () => Buffer.from([]),
    responseSerialize: (message: Buffer) => message,
    responseDeserialize: (message: Buffer) => message,
  };
  server.addService({ check } as never, {
    check(call: { request: { service: string } }, answer: (error: object | null, message?: Buffer) => void) {
      const message = answers[call.request.service];
      if (message === undefined) answer({ code: status.NOT_FOUND, details: 'unknown service' });
      else if (message !== 'never') answer(null, message);
    },
  });
  port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
});

afterAll(() => server.forceShutdown());

const ask = (service: string, timeoutMs = 5_000, at = port) =>
  askGrpc({ host: '127.0.0.1', port: at, service, timeoutMs });

test.each([
  ['', 'success', 'SERVING'],
  ['shop.v1', 'success', 'SERVING'],
  ['shop.v2', 'failure', 'NOT_SERVING'],
  ['starting', 'failure', 'UNKNOWN'],
])('the service %j is a %s: %s', async (service, result, said) => {
  const outcome = await ask(service);
  expect(outcome.result).toBe(result);
  expect(outcome.message).toMatch(new RegExp(`^gRPC 127\\.0\\.0\\.1:${port}.* answered ${said}$`));
});

test('a service that it does not have, and a program that is not there, are failures that say so', async () => {
  expect(await ask('other')).toEqual({
    result: 'failure',
    message: `gRPC 127.0.0.1:${port} (other) failed: 5 NOT_FOUND: unknown service`,
  });
  expect((await ask('', 5_000, 1)).message).toMatch(/^gRPC 127\.0\.0\.1:1 failed: 14 UNAVAILABLE/);
});

test('the time limit holds for an answer that does not come', async () => {
  expect((await ask('stuck', 50)).message).toMatch(/failed: 4 DEADLINE_EXCEEDED/);
});

test('a link-local address is not dialled', async () => {
  const outcome = await askGrpc({ host: '169.254.169.254', port: 80, service: '', timeoutMs: 5_000 });
  expect(outcome).toMatchObject({ result: 'failure', message: expect.stringContaining('link-local') });
});
