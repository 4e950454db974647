import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Connection, Transport } from './transport.ts';
import { webSocketTransport } from './web-socket-transport.ts';

let server: WebSocketServer;
let url: string;

beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/agent' });
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  for (const client of server.clients) client.terminate();
  return new Promise((resolve) => server.close(resolve));
});

interface Call {
  connection: Connection;
  opened: Promise<void>;
  closed: Promise<string>;
  messages: string[];
}

function call(transport: Transport): Call {
  const messages: string[] = [];
  const opened = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<string>();
  const connection = transport.connect({
    onOpen: opened.resolve,
    onMessage: (text) => messages.push(text),
    onClose: closed.resolve,
  });
  return { connection, opened: opened.promise, closed: closed.promise, messages };
}

const open = () => call(webSocketTransport({ serverUrl: new URL(url), ca: null }));

async function accepted(): Promise<WebSocket> {
  const [socket] = (await once(server, 'connection')) as [WebSocket];
  return socket;
}

describe('web socket transport', () => {
  test('carries texts both ways, at /agent', async () => {
    const [caller, socket] = [open(), await accepted()];
    await caller.opened;
    caller.connection.send('up');
    expect(String(await once(socket, 'message'))).toBe('up,false');
    socket.send('down');
    socket.close(1000);
    await caller.closed;
    expect(caller.messages).toEqual(['down']);
  });

  test('nobody there: closed once, with the reason', async () => {
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    expect(await open().closed).toContain(`ECONNREFUSED 127.0.0.1:${port}`);
  });

  test('a server that is none of ours: closed, with the reason', async () => {
    const elsewhere = call(webSocketTransport({ serverUrl: new URL(`${url}/elsewhere/`), ca: null }));
    expect(await elsewhere.closed).toContain('400');
  });

  test('bulk data waits while the far end does not read, and is released when it is gone', async () => {
    const [caller, socket] = [open(), await accepted()];
    await caller.opened;
    await caller.connection.drained();
    socket.pause();
    // More than all buffers between the two ends take.
    for (let count = 0; count < 64; count += 1) caller.connection.send('x'.repeat(1024 * 1024));
    let isDrained = false;
    const drained = caller.connection.drained().then(() => {
      isDrained = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isDrained).toBe(false);
    socket.terminate();
    await drained;
  });
});
