import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCertificates, type TlsFiles } from './certificates.ts';

const nowMs = Date.now();
const dayMs = 24 * 3_600_000;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-tls-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** The status that a client gets which trusts `ca` and asks for `name`; rejects when TLS refuses. */
async function statusOver(tls: TlsFiles, { ca, name }: { ca: string; name: string }): Promise<number> {
  const server = createServer({ cert: tls.cert, key: tls.key }, (_request, response) =>
    response.end('hello'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port, ca, servername: name, agent: false };
      request(options, (response) => resolve(response.resume().statusCode ?? 0))
        .on('error', reject)
        .end();
    });
  } finally {
    server.close();
  }
}

describe('certificates', () => {
  it('gives a server certificate that a client trusts by the cluster CA, by name and by address', async () => {
    const tls = await openCertificates(folder, ['control.example'], nowMs);
    expect(await statusOver(tls, { ca: tls.ca, name: 'control.example' })).toBe(200);
    expect(await statusOver(tls, { ca: tls.ca, name: '' })).toBe(200);
    await expect(statusOver(tls, { ca: tls.ca, name: 'other.example' })).rejects.toThrow(/altnames/);
  });

  it("is not trusted by another cluster's CA", async () => {
    const other = await mkdtemp(join(folder, 'other-'));
    const tls = await openCertificates(folder, [], nowMs);
    const { ca } = await openCertificates(other, [], nowMs);
    await expect(statusOver(tls, { ca, name: 'localhost' })).rejects.toThrow();
  });

  it('keeps both over a restart, where only the owner can read them', async () => {
    const first = await openCertificates(folder, [], nowMs);
    expect(await openCertificates(folder, [], nowMs)).toEqual(first);
    expect((await stat(join(folder, 'ca.json'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'server-certificate.json'))).mode & 0o777).toBe(0o600);
  });

  it('renews the server certificate before it runs out and when a name is missing, under the same CA', async () => {
    const first = await openCertificates(folder, [], nowMs);
    const later = await openCertificates(folder, [], nowMs + 380 * dayMs);
    const named = await openCertificates(folder, ['new.example'], nowMs);
    expect(later.cert).not.toBe(first.cert);
    expect(named.cert).not.toBe(first.cert);
    expect([later.ca, named.ca]).toEqual([first.ca, first.ca]);
    expect(await statusOver(named, { ca: first.ca, name: 'new.example' })).toBe(200);
  });
});
