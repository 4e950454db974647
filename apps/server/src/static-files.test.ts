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
async function pageOf(clusterId: string) {
  const folder = await mkdtemp(join(tmpdir(), 'gantry-web-'));
  ends.push(() => rm(folder, { recursive: true }));
  await writeFile(
    join(folder, 'index.html'),
    '<!doctype html><html><head><title>Gantry</title></head></html>',
  );
  const files = await StaticFiles.read(folder, { clusterId });
  const server = createServer((request, response) => files.serve(request, response, '/'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => server.close());
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return { text: await response.text(), etag: response.headers.get('etag') };
}

it('tells the page whose it is, so that no browser takes that of another cluster for fresh', async () => {
  const [cafe, beef] = [await pageOf('cafe'), await pageOf('beef')];
  expect(cafe.text).toContain('<head><meta name="gantry-cluster" content="cafe" />');
  expect(beef.text).toContain('content="beef"');
  expect(cafe.etag).not.toBe(beef.etag);
});
