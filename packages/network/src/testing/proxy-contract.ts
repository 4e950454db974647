import { createHash } from 'node:crypto';
import { Agent } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Backend, Frontend, Pool, ServiceProxy, Traffic } from '../port.ts';
import { type BackendServer, freePort, httpBackend, tcpBackend } from './backend-server.ts';
import { ask, startLoad } from './http-client.ts';

/** What every driver of the proxy's port has to do. */
export function proxyContract(name: string, createProxy: () => ServiceProxy): void {
  let proxy: ServiceProxy;
  let port: number;
  const servers: BackendServer[] = [];
  const started = async (server: Promise<BackendServer>) => {
    servers.push(await server);
    return servers.at(-1)!;
  };
  const serving = (...backends: BackendServer[]) =>
    proxy.apply(
      trafficOf(
        port,
        backends.map(({ backend }) => backend),
      ),
    );

  beforeEach(async () => {
    proxy = createProxy();
    port = await freePort();
  });
  afterEach(async () => {
    await proxy.close();
    await Promise.all(servers.splice(0).map((server) => server.kill()));
  });

  describe(`${name}: HTTP`, () => {
    test('deals out requests to all backends', async () => {
      const [a, b] = [await started(httpBackend('a')), await started(httpBackend('b'))];
      await serving(a, b);
      const answers = await times(10, () => ask({ port }));
      expect(new Set(answers.map(({ body }) => body))).toEqual(new Set(['a', 'b']));
    });

    test('says who asked, whatever the client says of itself', async () => {
      const echo = await started(
        httpBackend('a', (request, response) => response.end(JSON.stringify(request.headers))),
      );
      await serving(echo);
      const { body } = await ask({ port, headers: { 'x-forwarded-for': '6.6.6.6', 'x-other': 'kept' } });
      const headers = JSON.parse(body);
      expect(headers).toMatchObject({
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-proto': 'http',
        'x-other': 'kept',
      });
      expect(headers.host).toBe(`127.0.0.1:${port}`);
    });

    test.each([
      ['with its length', { 'content-length': String(1_000_000) }],
      ['in chunks', { 'transfer-encoding': 'chunked' }],
    ])('carries large bodies both ways, %s', async (_, headers) => {
      const echo = await started(httpBackend('a', (request, response) => void request.pipe(response)));
      await serving(echo);
      const body = Buffer.alloc(1_000_000, 'some text, ');
      const answer = await ask({ port, method: 'POST', headers, body });
      expect(answer.status).toBe(200);
      expect(hashOf(answer.body)).toBe(hashOf(body));
    });

    test('a HEAD, a 304 and a 204 have no body, and the connection goes on', async () => {
      const one = await started(
        httpBackend('a', (request, response) => {
          if (request.url === '/304') response.statusCode = 304;
          if (request.url === '/204') response.statusCode = 204;
          response.end(request.method === 'HEAD' || response.statusCode !== 200 ? undefined : 'text');
        }),
      );
      await serving(one);
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const all = [
        await ask({ port, agent, method: 'HEAD' }),
        await ask({ port, agent, path: '/304' }),
        await ask({ port, agent, path: '/204' }),
        await ask({ port, agent }),
      ];
      agent.destroy();
      expect(all.map(({ status, body }) => [status, body])).toEqual([
        [200, ''],
        [304, ''],
        [204, ''],
        [200, 'text'],
      ]);
    });

    test('by host and path, the most specific rule first; what no rule is for is 404', async () => {
      const [a, b, c] = [
        await started(httpBackend('a')),
        await started(httpBackend('b')),
        await started(httpBackend('c')),
      ];
      const pools = [poolOf('a', [a.backend]), poolOf('b', [b.backend]), poolOf('c', [c.backend])];
      const routes = [
        { host: '*.example.org', pathPrefix: '/', pool: 'c' },
        { host: 'shop.example.org', pathPrefix: '/', pool: 'a' },
        { host: 'shop.example.org', pathPrefix: '/cart', pool: 'b' },
      ];
      await proxy.apply({ pools, frontends: [{ ...frontendOf(port, 'http'), routes }] });
      const at = async (host: string, path: string) => {
        const { status, body } = await ask({ port, path, headers: { host } });
        return status === 200 ? body : status;
      };
      expect(await at('shop.example.org', '/')).toBe('a');
      expect(await at('SHOP.example.org:80', '/cart?x=1')).toBe('b');
      expect(await at('shop.example.org', '/cart/1')).toBe('b');
      expect(await at('shop.example.org', '/carts')).toBe('a');
      expect(await at('other.example.org', '/')).toBe('c');
      expect(await at('example.net', '/')).toBe(404);
    });

    test('with no backend it answers 503, and goes on when there is one', async () => {
      await serving();
      expect((await ask({ port })).status).toBe(503);
      await serving(await started(httpBackend('a')));
      expect((await ask({ port })).body).toBe('a');
    });

    test('one that is killed takes no request that may be repeated with it', async () => {
      const [a, b] = [await started(httpBackend('a')), await started(httpBackend('b'))];
      await serving(a, b);
      const load = startLoad(port, 8);
      await until(() => a.seen > 20);
      await a.kill();
      const before = b.seen;
      await until(() => b.seen > before + 50);
      expect((await load.stop()).failed).toEqual([]);
    });

    test('what may not be repeated is not', async () => {
      let posts = 0;
      const broken = await started(
        httpBackend('a', (request) => {
          posts += 1;
          request.socket.destroy();
        }),
      );
      await serving(broken, { ...broken, backend: { ...broken.backend, id: 'b' } } as BackendServer);
      // It is told so, or by the end of its connection.
      const answer = await ask({ port, method: 'POST', body: 'x' }).catch(() => null);
      expect(answer?.status ?? 502).toBe(502);
      expect(posts).toBe(1);
    });

    test('switches to another protocol', async () => {
      const one = await started(
        tcpBackend('a', (socket) => {
          socket.once('data', () => {
            socket.write(
              'HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\nhello ',
            );
            socket.on('data', (chunk) => socket.end(chunk));
          });
        }),
      );
      await serving(one);
      const socket = connect(port, '127.0.0.1');
      socket.write('GET / HTTP/1.1\r\nHost: x\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n');
      const heard = textOf(socket);
      await until(() => heard.text.includes('hello '));
      socket.write('world');
      await heard.ended;
      expect(heard.text).toMatch(/^HTTP\/1\.1 101 .*hello world$/s);
    });

    test('one client stays with one backend for as long as it asks for that', async () => {
      const [a, b] = [await started(httpBackend('a')), await started(httpBackend('b'))];
      const pool = { ...poolOf('web', [a.backend, b.backend]), affinitySeconds: 60 };
      await proxy.apply({ pools: [pool], frontends: [frontendOf(port, 'http')] });
      const bodies = (await times(6, () => ask({ port }))).map(({ body }) => body);
      expect(new Set(bodies).size).toBe(1);
      const left = bodies[0] === 'a' ? b : a;
      await proxy.apply({
        pools: [{ ...pool, backends: [left.backend] }],
        frontends: [frontendOf(port, 'http')],
      });
      expect((await ask({ port })).body).toBe(left.backend.id);
    });
  });

  describe(`${name}: changes`, () => {
    test('one that leaves gets nothing new, and has left when what was under way is over', async () => {
      let answer: (() => void) | null = null;
      const slow = await started(
        httpBackend('slow', (_, response) => {
          if (answer !== null) response.end('slow');
          else answer = () => void response.end('late');
        }),
      );
      const other = await started(httpBackend('other'));
      await serving(slow);
      const asked = ask({ port });
      await until(() => slow.seen === 1);
      let hasLeft = false;
      const left = serving(other).then(() => {
        hasLeft = true;
      });
      // Some may still go there while the change is being made; from some moment on, none does.
      await until(async () => (await times(5, () => ask({ port }))).every(({ body }) => body === 'other'));
      const { seen } = slow;
      await times(10, () => ask({ port }));
      expect([hasLeft, slow.seen]).toEqual([false, seen]);
      answer!();
      expect((await asked).body).toBe('late');
      await left;
    });

    test('and no connection to it is kept, for which a program might wait before it ends', async () => {
      const [a, b] = [await started(httpBackend('a')), await started(httpBackend('b'))];
      await serving(a, b);
      // Where it chooses by itself it may pass one over for a while.
      await until(async () => {
        await Promise.all(Array.from({ length: 8 }, () => ask({ port })));
        return a.open > 0;
      });
      await serving(b);
      const leftAtMs = performance.now();
      await until(() => a.open === 0);
      expect(performance.now() - leftAtMs).toBeLessThan(2_000);
      expect((await ask({ port })).body).toBe('b');
      await serving(a, b);
      await until(async () => (await ask({ port })).body === 'a');
    });

    test('or when its drain time is', async () => {
      const stuck = await started(httpBackend('stuck', () => {}));
      await proxy.apply(trafficOf(port, [stuck.backend], { drainMs: 300 }));
      const given = new AbortController();
      const asked = ask({ port, signal: given.signal }).catch(() => null);
      await until(() => stuck.seen === 1);
      const begunMs = performance.now();
      await proxy.apply(trafficOf(port, [], { drainMs: 300 }));
      expect(performance.now() - begunMs).toBeGreaterThan(250);
      given.abort();
      await asked;
    });

    test('100 changes under load drop nothing', { timeout: 60_000 }, async () => {
      const first = await started(httpBackend('first'));
      await serving(first);
      const load = startLoad(port, 8);
      let last = first;
      for (let change = 0; change < 50; change++) {
        const next = await started(httpBackend(`b${change}`));
        await serving(last, next);
        await until(() => next.seen > 5);
        await serving(next);
        await last.kill();
        last = next;
      }
      const { answered, failed } = await load.stop();
      expect(failed).toEqual([]);
      expect(answered).toBeGreaterThan(300);
    });

    test('frontends that come and go drop nothing on the one that stays', { timeout: 60_000 }, async () => {
      const one = await started(httpBackend('one'));
      await serving(one);
      const load = startLoad(port, 8);
      const other = await freePort();
      for (let change = 0; change < 10; change++) {
        const pools = [poolOf('web', [one.backend]), poolOf('other', [one.backend])];
        const come = {
          ...frontendOf(other, 'http'),
          routes: [{ host: null, pathPrefix: '/', pool: 'other' }],
        };
        await proxy.apply({ pools, frontends: [frontendOf(port, 'http'), come] });
        await proxy.apply({ pools: [pools[0]!], frontends: [frontendOf(port, 'http')] });
        const seen = one.seen;
        await until(() => one.seen > seen + 10);
      }
      const { answered, failed } = await load.stop();
      expect(failed).toEqual([]);
      expect(answered).toBeGreaterThan(50);
    });

    test('nor do they refuse clients that come anew for each request', { timeout: 60_000 }, async () => {
      const one = await started(httpBackend('one'));
      await serving(one);
      const load = startLoad(port, 8, { keepAlive: false });
      const other = await freePort();
      for (let change = 0; change < 10; change++) {
        const routes = [{ host: null, pathPrefix: '/', pool: 'web' }];
        const come = { ...frontendOf(other, 'http'), routes };
        await proxy.apply({
          pools: [poolOf('web', [one.backend])],
          frontends: [frontendOf(port, 'http'), ...(change % 2 === 0 ? [come] : [])],
        });
        const seen = one.seen;
        await until(() => one.seen > seen + 50);
      }
      const { answered, failed } = await load.stop();
      expect(failed).toEqual([]);
      expect(answered).toBeGreaterThan(250);
    });

    test('a frontend that is taken away is not listened on any more; another pool takes its place', async () => {
      const [a, b] = [await started(httpBackend('a')), await started(httpBackend('b'))];
      await serving(a);
      await proxy.apply({
        pools: [poolOf('other', [b.backend])],
        frontends: [
          { ...frontendOf(port, 'http'), routes: [{ host: null, pathPrefix: '/', pool: 'other' }] },
        ],
      });
      expect((await ask({ port })).body).toBe('b');
      await proxy.apply({ pools: [], frontends: [] });
      await expect(ask({ port })).rejects.toThrow(/ECONNREFUSED|reset|socket hang up/);
    });

    test('a port that another program has is a trouble in words, until it is free', async () => {
      const squatter = createServer().listen(port, '127.0.0.1');
      await new Promise((resolve) => squatter.once('listening', resolve));
      const one = await started(httpBackend('a'));
      await serving(one);
      expect(proxy.troubles).toEqual([expect.stringContaining(`127.0.0.1:${port}`)]);
      await new Promise((resolve) => squatter.close(resolve));
      await serving(one);
      expect(proxy.troubles).toEqual([]);
      expect((await ask({ port })).body).toBe('a');
    });
  });

  describe(`${name}: TCP`, () => {
    const tcp = (backends: Backend[]): Traffic => ({
      pools: [{ ...poolOf('web', backends), traffic: 'tcp' }],
      frontends: [frontendOf(port, 'tcp')],
    });

    test('carries bytes both ways, and each side’s end', async () => {
      const echo = await started(
        tcpBackend('a', (socket) => {
          socket.write('first ');
          socket.on('data', (chunk) => socket.write(chunk));
          socket.on('end', () => socket.end(' last'));
        }),
      );
      await proxy.apply(tcp([echo.backend]));
      const socket = connect(port, '127.0.0.1');
      const heard = textOf(socket);
      await until(() => heard.text === 'first ');
      socket.end('middle');
      await heard.ended;
      expect(heard.text).toBe('first middle last');
    });

    test('a backend that refuses is passed over', async () => {
      const good = await started(tcpBackend('good', (socket) => void socket.end('good')));
      const gone = { id: 'gone', host: '127.0.0.1', port: await freePort() };
      await proxy.apply(tcp([gone, good.backend]));
      for (let round = 0; round < 4; round++) {
        const heard = textOf(connect(port, '127.0.0.1'));
        await heard.ended;
        expect(heard.text).toBe('good');
      }
    });
  });
}

const hashOf = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');

const poolOf = (key: string, backends: Backend[]): Pool => ({
  ...{ key, traffic: 'http', backends, affinitySeconds: null, drainMs: 5_000 },
});

const frontendOf = (port: number, traffic: Frontend['traffic']): Frontend => ({
  ...{
    address: '127.0.0.1',
    port,
    traffic,
    tls: null,
    routes: [{ host: null, pathPrefix: '/', pool: 'web' }],
  },
});

function trafficOf(port: number, backends: Backend[], over: Partial<Pool> = {}): Traffic {
  return { pools: [{ ...poolOf('web', backends), ...over }], frontends: [frontendOf(port, 'http')] };
}

async function times<T>(count: number, make: () => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  for (let index = 0; index < count; index++) made.push(await make());
  return made;
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAtMs = performance.now() + 20_000;
  while (!(await condition())) {
    if (performance.now() > giveUpAtMs) throw new Error(`It never came to be: ${condition}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function textOf(socket: Socket): { readonly text: string; ended: Promise<void> } {
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.on('error', () => {});
  return {
    get text() {
      return text;
    },
    ended: new Promise((resolve) => socket.once('close', () => resolve())),
  };
}
