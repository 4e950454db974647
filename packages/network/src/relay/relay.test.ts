import { createServer as createHttpServer, get } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { callOf } from './proof.ts';
import { type Relay, startRelay } from './relay.ts';
import { type Far, Tunnels } from './tunnels.ts';

const key = 'known-to-both';
let relay: Relay;
let tunnels: Tunnels;
let servers: { close(): void }[];

beforeEach(async () => {
  relay = await startRelay({ host: '127.0.0.1', port: 0 });
  tunnels = new Tunnels();
  servers = [];
});
afterEach(async () => {
  tunnels.close();
  for (const server of servers) server.close();
  await relay.close();
});

function listening(server: Server): Promise<number> {
  servers.push(server);
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );
}

const answers = (text: string) =>
  listening(createHttpServer((_request, response) => response.end(text)) as unknown as Server);

const farTo = (port: number): Far => ({
  relay: { host: '127.0.0.1', port: relay.port },
  target: { host: '127.0.0.1', port },
});

function ask(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, agent: false }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve(text);
    }).on('error', reject);
  });
}

async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + 10_000;
  while (!(await holds())) {
    if (performance.now() > deadlineMs) throw new Error(`${what} did not come about`);
    await new Promise((next) => setTimeout(next, 20));
  }
}

const reaches = (port: number) =>
  ask(port).then(
    () => true,
    () => false,
  );

test('a container of another node answers on a port of this one', async () => {
  const far = farTo(await answers('from afar'));
  relay.allow(key, [far.target]);
  const [at] = await tunnels.keep(key, [far]);
  expect(await ask(at!.port)).toBe('from afar');
  expect(await tunnels.keep(key, [far])).toEqual([at]);
});

test('both ways and to either end, however much', async () => {
  const echo = await listening(createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket)));
  const far = farTo(echo);
  relay.allow(key, [far.target]);
  const [at] = await tunnels.keep(key, [far]);
  const sent = Buffer.alloc(3_000_000, 'x');
  const socket = connect({ host: '127.0.0.1', port: at!.port, allowHalfOpen: true });
  socket.end(sent);
  let heardBytes = 0;
  for await (const chunk of socket) heardBytes += (chunk as Buffer).length;
  expect(heardBytes).toBe(sent.length);
});

describe('the relay brings nobody', () => {
  test('to what no service has', async () => {
    const far = farTo(await answers('private'));
    relay.allow(key, []);
    const [at] = await tunnels.keep(key, [far]);
    await expect(ask(at!.port)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  test('who does not know the key, or says again what another said', async () => {
    const far = farTo(await answers('private'));
    relay.allow(key, [far.target]);
    const [at] = await tunnels.keep('a guess', [far]);
    await expect(ask(at!.port)).rejects.toMatchObject({ code: 'ECONNRESET' });
    const old = callOf(key, Buffer.alloc(32), far.target);
    expect(await whatComesOf((socket) => socket.write(old))).toBe(32);
  });

  test('before it knows the key itself, or in answer to nonsense', async () => {
    expect(await whatComesOf(() => {})).toBe(0);
    relay.allow(key, []);
    expect(await whatComesOf((socket) => socket.write(Buffer.alloc(500, 'x')))).toBe(32);
  });

  /** How many bytes came before the relay ended the connection. */
  function whatComesOf(say: (socket: Socket) => void): Promise<number> {
    return new Promise((resolve) => {
      let bytes = 0;
      const socket = connect({ host: '127.0.0.1', port: relay.port });
      socket.on('data', (chunk) => {
        bytes += chunk.length;
      });
      socket.on('connect', () => say(socket));
      socket.on('error', () => {});
      socket.on('close', () => resolve(bytes));
    });
  }
});

describe('a node that is away', () => {
  test('refuses at once after the first one that noticed, until it is back', async () => {
    const port = await answers('back again');
    const far = farTo(port);
    const [at] = await tunnels.keep(key, [far]);
    await expect(ask(at!.port)).rejects.toThrow();
    await eventually('a refusal', async () => {
      const code = await ask(at!.port).catch((error) => error.code);
      return code === 'ECONNREFUSED';
    });
    relay.allow(key, [far.target]);
    await eventually('an answer', () => reaches(at!.port));
  });

  test('what is not wanted any more takes nobody new, and what is under way goes on', async () => {
    const echo = await listening(createServer((socket) => socket.pipe(socket)));
    const far = farTo(echo);
    relay.allow(key, [far.target]);
    const [at] = await tunnels.keep(key, [far]);
    const socket = connect({ host: '127.0.0.1', port: at!.port });
    const heard = () => new Promise((resolve) => socket.once('data', (data) => resolve(String(data))));
    socket.write('one');
    expect(await heard()).toBe('one');
    await tunnels.keep(key, []);
    tunnels.dropOthers();
    await eventually('a refusal', async () => !(await reaches(at!.port)));
    socket.write('two');
    expect(await heard()).toBe('two');
    socket.destroy();
  });
});
