import { connect, type PeerCertificate } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Certificate, Frontend, Route, ServiceProxy, Traffic } from '../port.ts';
import { type BackendServer, freePort, httpBackend } from './backend-server.ts';
import { ask } from './http-client.ts';
import { ownCertificate } from './own-certificate.ts';

/** What every driver of the proxy's port has to do where it speaks TLS. */
export function tlsContract(name: string, createProxy: () => ServiceProxy): void {
  describe(`${name}: TLS`, () => {
    let proxy: ServiceProxy;
    let backend: BackendServer;
    let port: number;
    let plainPort: number;
    beforeEach(async () => {
      proxy = createProxy();
      backend = await httpBackend('a', (request, response) =>
        response.end(`${request.headers.host} ${request.headers['x-forwarded-proto']}`),
      );
      [port, plainPort] = [await freePort(), await freePort()];
    });
    afterEach(async () => {
      await Promise.all([proxy.close(), backend.kill()]);
    });

    const traffic = (tls: Certificate[], more: Frontend[] = []): Traffic => ({
      pools: [
        { key: 'web', traffic: 'http', backends: [backend.backend], affinitySeconds: null, drainMs: 1_000 },
      ],
      frontends: [frontend(port, tls, [route(null)]), ...more],
    });

    test('each host is answered with its own certificate, the most specific one', async () => {
      const shop = await ownCertificate('shop.example.org');
      const others = await ownCertificate('*.example.org');
      await proxy.apply(traffic([others, shop]));
      expect(await hello(port, 'shop.example.org')).toEqual({
        subject: 'shop.example.org',
        text: expect.stringContaining('shop.example.org https'),
      });
      expect(await hello(port, 'SHOP.example.org')).toMatchObject({ subject: 'shop.example.org' });
      expect(await hello(port, 'other.example.org')).toMatchObject({ subject: '*.example.org' });
    });

    test('a host that has none is refused before anything is said; with one for any host it has that', async () => {
      const shop = await ownCertificate('shop.example.org');
      await proxy.apply(traffic([shop]));
      await expect(hello(port, 'example.net')).rejects.toThrow();
      await proxy.apply(traffic([shop, await ownCertificate(null, 'everybody')]));
      expect(await hello(port, 'example.net')).toMatchObject({ subject: 'everybody' });
      expect(await hello(port, 'shop.example.org')).toMatchObject({ subject: 'shop.example.org' });
    });

    test('another certificate is used from then on, and what was begun goes on', async () => {
      const [old, renewed] = await Promise.all(
        ['old', 'renewed'].map((words) => ownCertificate('shop.example.org', words)),
      );
      await proxy.apply(traffic([old!]));
      const begun = await open(port, 'shop.example.org');
      await proxy.apply(traffic([renewed!]));
      expect(await hello(port, 'shop.example.org')).toMatchObject({ subject: 'renewed' });
      expect(await begun.ask('shop.example.org')).toContain('shop.example.org https');
    });

    test('one that cannot be used is a trouble in words, and no other host suffers by it', async () => {
      const shop = await ownCertificate('shop.example.org');
      const { key } = await ownCertificate('bad.example.org');
      const bad = { ...(await ownCertificate('bad.example.org')), key };
      await proxy.apply(traffic([bad, { host: 'worse.example.org', certificate: 'x', key: 'y' }, shop]));
      expect(proxy.troubles).toEqual([
        expect.stringContaining('bad.example.org cannot be used: the key is another certificate’s'),
        expect.stringContaining('worse.example.org cannot be used: certificate or key is no PEM'),
      ]);
      expect(proxy.troubles.join()).not.toContain(key.split('\n')[1]);
      expect(await hello(port, 'shop.example.org')).toMatchObject({ subject: 'shop.example.org' });
      await proxy.apply(traffic([shop]));
      expect(proxy.troubles).toEqual([]);
    });

    test('a plain request is sent to where it is served over TLS, unless a more specific rule is for it', async () => {
      const shop = await ownCertificate('shop.example.org');
      const routes = [
        { ...route('shop.example.org'), toTlsPort: port },
        { ...route('shop.example.org'), pathPrefix: '/plain' },
      ];
      await proxy.apply(traffic([shop], [frontend(plainPort, null, routes)]));
      const at = (path: string) =>
        ask({ port: plainPort, path, headers: { host: `shop.example.org:${plainPort}` } });
      const sent = await at('/cart?x=1&y=%20');
      expect([sent.status, sent.headers.location]).toEqual([
        308,
        `https://shop.example.org:${port}/cart?x=1&y=%20`,
      ]);
      expect((await at('/plain/text')).body).toContain(' http');
    });
  });
}

const route = (host: string | null): Route => ({ host, pathPrefix: '/', pool: 'web' });

const frontend = (port: number, tls: Certificate[] | null, routes: Route[]): Frontend => ({
  ...{ address: '127.0.0.1', port, traffic: 'http', tls, routes },
});

interface Begun {
  subject: string;
  ask(host: string): Promise<string>;
}

/** A connection that has come to an agreement. Rejects when it does not. */
function open(port: number, servername: string): Promise<Begun> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, servername, rejectUnauthorized: false });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed')));
    socket.once('secureConnect', () => {
      const { subject } = socket.getPeerCertificate() as PeerCertificate;
      resolve({
        subject: String(subject.CN),
        ask: (host) =>
          new Promise((answer, fail) => {
            let text = '';
            socket.on('data', (chunk) => {
              text += chunk;
            });
            socket.once('end', () => answer(text));
            socket.once('error', fail);
            socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
          }),
      });
    });
  });
}

async function hello(port: number, host: string): Promise<{ subject: string; text: string }> {
  const { subject, ask: asked } = await open(port, host);
  return { subject, text: await asked(host) };
}
