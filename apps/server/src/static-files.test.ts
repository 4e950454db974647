import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { StaticFiles } from './static-files.ts';

const ends: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** The page as a browser gets it from a cluster. */
async function pageOf(clusterId: string, { isSignedIn = true } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'gantry-web-'));
  ends.push(() => rm(folder, { recursive: true }));
  await writeFile(
    join(folder, 'index.html'),
    '<!doctype html><html><head><title>Gantry</title><script src="/appearance.js"></script></head></html>',
  );
  await writeFile(join(folder, 'appearance.js'), 'document;');
  const files = await StaticFiles.read(folder, { clusterId });
  const server = createServer((request, response) =>
    files.serve(request, response, { path: pathOf(request.url), isSignedIn }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => server.close());
  const get = (path: string) => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
  const response = await get('/');
  return { text: await response.text(), etag: response.headers.get('etag'), get };
}

const pathOf = (url = '/') => url.split('?')[0]!;

it('tells the page whose it is, so that no browser takes that of another cluster for fresh', async () => {
  const [cafe, beef] = [await pageOf('cafe'), await pageOf('beef')];
  expect(cafe.text).toContain('<head><meta name="gantry-cluster" content="cafe" />');
  expect(beef.text).toContain('content="beef"');
  expect(cafe.etag).not.toBe(beef.etag);
});

it('tells the page that it has no session, so that it asks nothing it would be refused', async () => {
  const [known, stranger] = [await pageOf('cafe'), await pageOf('cafe', { isSignedIn: false })];
  expect(known.text).not.toContain('gantry-session');
  expect(stranger.text).toContain('<meta name="gantry-session" content="none" />');
  expect(await (await stranger.get('/')).text()).toBe(stranger.text);
  // A browser that kept the one is not told that it is still the other.
  expect(known.etag).not.toBe(stranger.etag);
});

it('asks for its own scripts by content, so that a browser which has them asks nobody', async () => {
  const { text, get } = await pageOf('cafe');
  const [, path = ''] = /src="([^"]+)"/.exec(text) ?? [];
  expect(path).toMatch(/^\/appearance\.js\?v=[\w-]{22}$/);
  expect((await get(path)).headers.get('cache-control')).toContain('immutable');
  expect((await get('/appearance.js')).headers.get('cache-control')).toBe('no-cache');
  expect((await get('/appearance.js?v=another')).headers.get('cache-control')).toBe('no-cache');
});
