import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { Credentials, createTrpcDoor } from '@gantry/api';
import { TablePlane, testServices } from '@gantry/api/testing';
import { silentLog } from '@gantry/controlplane';
import { createKubernetesDoor } from '@gantry/kubernetes';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { Front } from './front.ts';
import { listen } from './listen.ts';
import { healthz } from './probes.ts';
import { SignIn } from './sign-in.ts';
import { StaticFiles } from './static-files.ts';

const token = 'a-token-that-is-long-enough';
const page = Buffer.from('<!doctype html><title>Gantry</title>');

let plane: TablePlane;
let signIn: SignIn;
let port: number;
const logged = vi.fn();
let close: () => Promise<void>;

beforeEach(async () => {
  plane = new TablePlane();
  signIn = new SignIn(new Credentials({ token, clusterId: 'cafe', now: Date.now }));
  const front = new Front({
    credentials: signIn.credentials,
    hostNames: new Set(['gantry.example']),
    pages: new Map([
      ['/healthz', healthz],
      [SignIn.path, (request, response, url) => signIn.handle(request, response, url)],
    ]),
    upgrades: new Map(),
    files: (request, response, path) => files.serve(request, response, { path, isSignedIn: true }),
    log: { ...silentLog, error: logged },
  });
  const asset = { body: page, type: 'text/html', hash: '1', isNamedByContent: false, gzipped: null };
  const files = new StaticFiles(new Map([['/index.html', asset]]), new Map());
  const door = createTrpcDoor(testServices(plane), { onFault: () => {} });
  const kubernetes = createKubernetesDoor(plane);
  front.open([door, kubernetes]);
  const listener = await listen(front, { host: '127.0.0.1', port: 0, tls: null, setting: 'GANTRY_PORT' });
  port = listener.port;
  close = async () => {
    door.close();
    kubernetes.close();
    await listener.close();
  };
});
afterEach(() => close());

interface Reply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** With headers that `fetch` would not let through, as Host and Origin. */
function send(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, method, path, headers, agent: false };
    const request = httpRequest(options, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    request.on('error', reject).end(body);
  });
}

const own = () => `http://127.0.0.1:${port}`;
const bearer = { authorization: `Bearer ${token}` };
const json = { 'content-type': 'application/json' };
const cookie = () => ({
  cookie: signIn.credentials.sessionCookie({ secure: false, name: 'admin' }).split(';')[0]!,
});
const pause = (headers: Record<string, string>) =>
  send('POST', '/trpc/deployments.pause', { ...json, ...headers }, '{"name":"web"}');
const read = (headers: Record<string, string>) => send('GET', '/trpc/cluster.summary', headers);

/** The status that a WebSocket gets: 101 when it opens. */
function open(headers: Record<string, string>, path = '/trpc'): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
    socket.on('open', () => {
      socket.close();
      resolve(101);
    });
    socket.on('unexpected-response', (request, response) => {
      resolve(response.statusCode ?? 0);
      request.destroy();
    });
    socket.on('error', () => {});
  });
}

describe('who may come in', () => {
  it('is whoever has the token', async () => {
    expect((await read(bearer)).status).toBe(200);
    expect((await pause(bearer)).status).toBe(200);
    expect(await open(bearer)).toBe(101);
  });

  it('is nobody else, and nothing is changed', async () => {
    const wrong = [
      {},
      { authorization: 'Bearer wrong' },
      { authorization: `Bearer ${token} x` },
      { cookie: 'gantry_cafe=1.2.3' },
    ];
    for (const headers of wrong) {
      const answer = await read(headers);
      expect(answer.status).toBe(401);
      expect(JSON.parse(answer.text).error.data).toMatchObject({ code: 'unauthenticated', httpStatus: 401 });
      expect((await pause(headers)).status).toBe(401);
      expect(await open(headers)).toBe(401);
    }
    expect(plane.submitted).toEqual([]);
  });

  it('is refused on every procedure without the token', async () => {
    for (const path of [
      'deployments.deploy',
      'nodes.drain',
      'tasks.kill',
      'audit.list',
      'changes',
      'nothing',
      '',
    ]) {
      expect((await send('POST', `/trpc/${path}`, json, '{}')).status).toBe(401);
      expect((await send('GET', `/trpc/${path}`)).status).toBe(401);
    }
  });

  it("is the dashboard with its cookie, from the dashboard's own pages only", async () => {
    expect((await read(cookie())).status).toBe(200);
    expect((await pause({ ...cookie(), origin: own() })).status).toBe(200);
    expect(await open({ ...cookie(), origin: own() })).toBe(101);
    for (const origin of ['http://evil.example', 'null', `https://127.0.0.1:${port}`, 'http://127.0.0.1:1']) {
      expect((await pause({ ...cookie(), origin })).status).toBe(403);
      expect((await read({ ...cookie(), origin })).status).toBe(403);
      expect(await open({ ...cookie(), origin })).toBe(403);
    }
    expect((await pause(cookie())).status).toBe(403);
    expect(await open(cookie())).toBe(403);
    expect((await read({ ...cookie(), 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect(plane.submitted).toHaveLength(1);
  });

  it('is told by the name that was called, as a page may have been given it by somebody else', async () => {
    expect((await read({ ...bearer, host: 'gantry.example' })).status).toBe(200);
    expect((await read({ ...bearer, host: 'rebound.example' })).status).toBe(403);
    expect((await send('GET', '/', { host: 'rebound.example', accept: 'text/html' })).status).toBe(403);
    expect(await open({ ...bearer, host: 'rebound.example' })).toBe(403);
  });
});

describe('signing in', () => {
  const linkOf = () => signIn.newLink();

  it('by a link works once, sets the cookie, and takes the code out of the address', async () => {
    const link = linkOf();
    const answer = await send('GET', link);
    expect(answer).toMatchObject({
      status: 303,
      headers: { location: '/', 'referrer-policy': 'no-referrer' },
    });
    const [set] = answer.headers['set-cookie'] as string[];
    expect(set).toMatch(/HttpOnly; SameSite=Strict/);
    expect((await read({ cookie: set!.split(';')[0]! })).status).toBe(200);
    const again = await send('GET', link);
    expect(again.status).toBe(403);
    expect(again.headers['set-cookie']).toBeUndefined();
  });

  it('by a used link leads a browser that is signed in to the dashboard', async () => {
    const link = linkOf();
    await send('GET', link);
    expect(await send('GET', link, cookie())).toMatchObject({ status: 303, headers: { location: '/' } });
  });

  it('does not use the link up when a browser only loads ahead', async () => {
    const link = linkOf();
    expect((await send('GET', link, { 'sec-purpose': 'prefetch;prerender' })).status).toBe(503);
    expect((await send('GET', link)).status).toBe(303);
  });

  it('by the token in the form', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await send('GET', '/sign-in')).text).toContain('<form');
    expect((await send('POST', '/sign-in', form, 'token=wrong')).status).toBe(403);
    const answer = await send('POST', '/sign-in', form, `token=${token}`);
    expect(answer.status).toBe(303);
    expect(answer.headers['set-cookie']).toHaveLength(1);
  });

  it('by the form goes on to the screen that was wanted, also after a wrong token, and to no other server', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const post = (fields: Record<string, string>) =>
      send('POST', '/sign-in', form, new URLSearchParams(fields).toString());
    const next = '/containers?q="><script>&sort=age';
    const wrong = await post({ token: 'wrong', next });
    expect(wrong.status).toBe(403);
    expect(wrong.text).toContain('name="next" value="/containers?q=&quot;><script>&amp;sort=age"');
    const wanted = '/deployments/shop/till?panel=scale';
    expect(await post({ token, next: wanted })).toMatchObject({ status: 303, headers: { location: wanted } });
    for (const hostile of ['//evil.example', '/\\evil.example', 'https://evil.example', '/a\r\nx: y']) {
      expect(await post({ token, next: hostile })).toMatchObject({ status: 303, headers: { location: '/' } });
      expect((await post({ token: 'wrong', next: hostile })).text).toContain('name="next" value="/"');
    }
  });

  it('gives another link to whoever has the token', async () => {
    const answer = await send('POST', '/sign-in', bearer);
    expect(answer.status).toBe(201);
    expect((await send('GET', answer.text)).status).toBe(303);
    expect((await send('POST', '/sign-in', { authorization: 'Bearer wrong' })).status).toBe(401);
  });
});

describe('every answer', () => {
  it.each(['/', '/healthz', '/sign-in', '/nothing.js', '/trpc/cluster.summary'])(
    'keeps the browser from what it must not do: %s',
    async (path) => {
      const { headers } = await send('GET', path, { accept: 'text/html' });
      expect(headers['content-security-policy']).toMatch(/script-src 'self'(;|$)/);
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['x-frame-options']).toBe('DENY');
    },
  );

  it('is the dashboard for its own routes, and not for what looks like a file or a call', async () => {
    const html = { accept: 'text/html' };
    expect((await send('GET', '/deployments/default/web', html)).text).toBe(page.toString());
    expect((await send('GET', '/', { ...html, 'if-none-match': '"1"' })).status).toBe(304);
    expect((await send('GET', '/assets/gone.js', html)).status).toBe(404);
    expect((await send('GET', '/..%2f..%2fetc/passwd')).status).toBe(404);
    expect((await send('GET', '/../../etc/passwd')).status).toBe(404);
    expect((await send('POST', '/deployments', html)).status).toBe(405);
  });

  it('says that the process lives, to anybody', async () => {
    expect(await send('GET', '/healthz')).toMatchObject({ status: 200, text: 'ok\n' });
  });
});

describe('a request that fails inside', () => {
  it('is logged, and answered as a Status by the Kubernetes door, without the cause', async () => {
    vi.spyOn(plane, 'now').mockImplementation(() => {
      throw new Error('a bug that nobody is to read of');
    });
    const { status, text } = await send('GET', '/k8s/api/v1/namespaces/default/pods', bearer);
    expect(status).toBe(500);
    expect(JSON.parse(text)).toMatchObject({ kind: 'Status', status: 'Failure', reason: 'InternalError' });
    expect(text).not.toContain('bug');
    const [{ id, err }] = logged.mock.lastCall!;
    expect(text).toContain(id);
    expect(err).toMatchObject({ message: 'a bug that nobody is to read of' });
  });
});

/** What the server says to bytes that no client library would send; '' when it only hangs up. */
function raw(text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', () => resolve(answer));
  });
}

describe('a request that means two things', () => {
  const head = `POST /trpc/deployments.pause HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n`;
  const body = '{"name":"web"}';
  it.each([
    ['two lengths', `${head}Content-Length: 14\r\nContent-Length: 5\r\n\r\n${body}`],
    [
      'a length beside chunks',
      `${head}Content-Length: 14\r\nTransfer-Encoding: chunked\r\n\r\ne\r\n${body}\r\n0\r\n\r\n`,
    ],
    ['a bare line end', `${head.replaceAll('\r\n', '\n')}Content-Length: 14\n\n${body}`],
    ['no host', `GET /trpc/cluster.summary HTTP/1.1\r\n\r\n`],
    ['an endless header', `${head}X: ${'x'.repeat(100_000)}\r\n\r\n`],
  ])('is refused: %s', async (_what, text) => {
    expect(await raw(text)).toMatch(/^HTTP\/1.1 4\d\d|^$/);
    expect(plane.submitted).toEqual([]);
  });

  it('is refused with a path beyond all use', async () => {
    expect((await send('GET', `/trpc/${'a'.repeat(9_000)}`, bearer)).status).toBe(400);
  });
});
