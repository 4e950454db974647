import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { findStaticBusybox, testLabel } from './docker-home.ts';
import { makeTarball } from './tarball.ts';

/**
 * As much of an image registry (opencontainers/distribution-spec) as a pull needs, with one image of busybox. Engines
 * take registries on 127.0.0.0/8 without TLS.
 */
export interface SmallRegistry {
  /** `127.0.0.1:PORT/small/busybox:TAG`; any tag is there but `missing`. */
  reference(tag: string): string;
  /** Paths that were asked for. */
  asked: string[];
  close(): Promise<void>;
}

interface Blob {
  digest: string;
  size: number;
  bytes: Buffer;
}

const dockerType = (name: string) => `application/vnd.docker.${name}`;
const digestOf = (bytes: Buffer | string) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const blobOf = (bytes: Buffer): Blob => ({ digest: digestOf(bytes), size: bytes.length, bytes });

export async function startSmallRegistry(): Promise<SmallRegistry> {
  const { manifest, blobs } = await makeImage();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    if (path === '/v2/') return void response.end('{}');
    if (path.startsWith('/v2/small/busybox/manifests/') && !path.endsWith('/missing'))
      return sendManifest(response, manifest);
    const blob = blobs.find(({ digest }) => path === `/v2/small/busybox/blobs/${digest}`);
    if (blob) return void response.setHeader('docker-content-digest', blob.digest).end(blob.bytes);
    response.writeHead(404, { 'content-type': 'application/json' });
    response.end('{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    reference: (tag) => `127.0.0.1:${port}/small/busybox:${tag}`,
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function sendManifest(response: ServerResponse, manifest: Buffer): void {
  response.setHeader('content-type', dockerType('distribution.manifest.v2+json'));
  response.setHeader('docker-content-digest', digestOf(manifest));
  // Asked by HEAD first, and then nothing but this tells its size.
  response.setHeader('content-length', manifest.length);
  response.end(manifest);
}

async function makeImage(): Promise<{ manifest: Buffer; blobs: Blob[] }> {
  const content = readFileSync(findStaticBusybox()!, 'latin1');
  const tar = await makeTarball([
    { name: 'bin/', type: 'directory', mode: 0o755 },
    { name: 'bin/sh', type: 'symlink', linkname: 'busybox' },
    { name: 'bin/busybox', mode: 0o755, content: Buffer.from(content, 'latin1') },
  ]);
  const layer = blobOf(gzipSync(tar, { level: 1 }));
  const config = blobOf(
    Buffer.from(
      JSON.stringify({
        architecture: { x64: 'amd64' }[process.arch as string] ?? process.arch,
        os: 'linux',
        config: {
          Cmd: ['/bin/sh', '-c', 'echo from the image'],
          StopSignal: 'SIGUSR1',
          Labels: { [testLabel]: '1' },
        },
        rootfs: { type: 'layers', diff_ids: [digestOf(tar)] },
      }),
    ),
  );
  const describe = ({ digest, size }: Blob, type: string) => ({ mediaType: dockerType(type), size, digest });
  const manifest = {
    schemaVersion: 2,
    mediaType: dockerType('distribution.manifest.v2+json'),
    config: describe(config, 'container.image.v1+json'),
    layers: [describe(layer, 'image.rootfs.diff.tar.gzip')],
  };
  return { manifest: Buffer.from(JSON.stringify(manifest)), blobs: [layer, config] };
}
