import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ControlMessage, NodeId } from '@gantry/model';
import { createMemoryStore } from '@gantry/store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { bounds } from './bounds.ts';
import { type ControlPlaneHost, createControlPlane } from './control-plane.ts';
import { createMemoryNodeKeys } from './node-keys.ts';
import { ada, saveNamespace } from './testing/builders.ts';
import { aHello, joinToken } from './testing/scripted-agent.ts';
import { TinyEngine } from './testing/tiny-engine.ts';

let server: Server;
let plane: ControlPlaneHost;
let sockets: WebSocket[];

beforeEach(async () => {
  sockets = [];
  plane = createControlPlane({
    store: createMemoryStore(),
    createEngine: (snapshot) => new TinyEngine(snapshot),
    agents: {
      openKeys: createMemoryNodeKeys,
      isJoinToken: (token) => token === joinToken,
      leaseMs: 40_000,
      heartbeatMs: 5_000,
    },
    onFatal: (error) => {
      throw error;
    },
  });
  await plane.start();
  server = createServer();
  server.on('upgrade', (request, socket, head) => plane.upgradeAgent(request, socket, head));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  for (const socket of sockets) socket.terminate();
  await plane.stop();
  server.close();
});

async function connect(headers: Record<string, string> = {}): Promise<WebSocket> {
  const { port } = server.address() as AddressInfo;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/agent`, { headers });
  sockets.push(socket);
  await once(socket, 'open');
  return socket;
}

async function next(socket: WebSocket): Promise<ControlMessage> {
  const [data] = await once(socket, 'message');
  return JSON.parse(String(data));
}

async function welcomed(): Promise<{ socket: WebSocket; nodeId: NodeId }> {
  const socket = await connect();
  socket.send(JSON.stringify(aHello()));
  const message = await next(socket);
  if (message.type !== 'welcome') throw new Error(`Not welcome: ${JSON.stringify(message)}`);
  return { socket, nodeId: message.nodeId };
}

test('a hello over a real socket gets its welcome, and leaving is noticed', async () => {
  const { socket, nodeId } = await welcomed();
  expect(plane.isConnected(nodeId)).toBe(true);
  const left = Promise.withResolvers<void>();
  const check = () => (plane.isConnected(nodeId) ? setImmediate(check) : left.resolve());
  socket.terminate();
  check();
  await left.promise;
});

test.each([
  ['no JSON', 'hello?'],
  ['no object', '[]'],
  ['an unknown type', '{"type":"sudo"}'],
  ['an unknown field', JSON.stringify({ ...aHello(), admin: true })],
  ['a wrong type', JSON.stringify({ ...aHello(), tasks: 'none' })],
  ['a missing field', JSON.stringify({ ...aHello(), node: undefined })],
  ['a polluted prototype', '{"__proto__":{"type":"hello"}}'],
  ['a deep nest', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ['a binary frame', Buffer.from(JSON.stringify(aHello()))],
])('%s is refused with a reason, and others are not concerned', async (_, frame) => {
  const other = await welcomed();
  const socket = await connect();
  socket.send(frame);
  const closed = once(socket, 'close');
  expect(await next(socket)).toMatchObject({ type: 'refused', code: 'malformed' });
  expect((await closed)[0]).toBe(1008);
  expect(plane.isConnected(other.nodeId)).toBe(true);
  expect(await plane.submit(saveNamespace('a'), ada)).toMatchObject({ ok: true });
});

test('a malformed frame ends a welcomed session too', async () => {
  const { socket, nodeId } = await welcomed();
  const closed = once(socket, 'close');
  socket.send('{"type":"report","sequence":"one","tasks":[]}');
  await closed;
  expect(plane.isConnected(nodeId)).toBe(false);
});

test('a message over the bound is not even read', async () => {
  const socket = await connect();
  const closed = once(socket, 'close');
  socket.send('x'.repeat(bounds.agentMessageBytes + 1));
  expect((await closed)[0]).toBe(1009);
});

test('a browser is turned away before the WebSocket opens', async () => {
  await expect(connect({ origin: 'https://elsewhere.example' })).rejects.toThrow(/403/);
});
