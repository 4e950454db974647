import { existsSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { type Pack, pack } from 'tar-stream';
import { importImage } from './import-image.ts';
import { helloImages } from './index.ts';

/**
 * Images with no registry: a static busybox and a few files, imported through the engine's API. About 2 MB each, the
 * same pages as the process example.
 */

const applets = [
  'sh',
  'httpd',
  'sleep',
  'cat',
  'echo',
  'kill',
  'ls',
  'ps',
  'tar',
  'test',
  'wget',
  'hostname',
  'env',
  'true',
  'false',
];

/**
 * As the first process of a container the shell gets SIGTERM and must pass it on: nothing else would. It says so before
 * it starts anything, since a signal that came earlier would be lost, and the container killed after its grace period.
 */
const start = `#!/bin/sh
server=
stop() { echo "hello $VERSION stops"; [ -z "$server" ] || { kill "$server"; wait "$server"; }; exit 0; }
trap stop TERM INT
httpd -f -p "$PORT" -h /www &
server=$!
echo "hello $VERSION listens on port $PORT"
wait "$server"
`;

const colours = { 1: 'background: #e8f0fe; color: #1a2b4a', 2: 'background: #e6f6ec; color: #12391f' };
export type HelloVersion = keyof typeof colours;

const page = (version: HelloVersion) => `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>hello ${version}</title>
<body style="font: 1.2rem system-ui; margin: 20vh auto; max-width: 30rem; ${colours[version]}">
<h1>Hello, this is version ${version}</h1>
<p>Served from a container.</p>
`;

/** The static busybox of this machine, or a sentence that says how to get it. */
export function findBusybox(): { path: string } | { missing: string } {
  const path = ['/bin/busybox', '/usr/bin/busybox'].find((each) => existsSync(each));
  const how = 'install the package busybox-static';
  if (!path) return { missing: `no busybox is on this machine; ${how}` };
  // A program that needs a loader names it in its header; it would not start in an image that has none.
  if (readFileSync(path).subarray(0, 4_096).includes('/ld-'))
    return { missing: `${path} is not static; ${how}` };
  return { path };
}

function addFile(
  archive: Pack,
  name: string,
  { mode, content }: { mode: number; content: string | Buffer },
): void {
  archive.entry({ name, mode }, content);
}

function rootFileSystem(version: HelloVersion, busybox: string): Pack {
  const archive = pack();
  for (const name of ['bin/', 'www/', 'tmp/', 'etc/'])
    archive.entry({ name, type: 'directory', mode: 0o755 });
  addFile(archive, 'bin/busybox', { mode: 0o755, content: readFileSync(busybox) });
  for (const name of applets) archive.entry({ name: `bin/${name}`, type: 'symlink', linkname: 'busybox' });
  addFile(archive, 'bin/start', { mode: 0o755, content: start });
  addFile(archive, 'etc/passwd', { mode: 0o644, content: 'root:x:0:0:root:/:/bin/sh\n' });
  addFile(archive, 'www/index.html', { mode: 0o644, content: page(version) });
  addFile(archive, 'www/version', { mode: 0o644, content: `${version}\n` });
  addFile(archive, 'www/healthz', { mode: 0o644, content: 'ok\n' });
  archive.finalize();
  return archive;
}

/** Imports one version into the engine at this socket; returns its name. Importing again replaces it. */
export async function buildHelloImage(
  version: HelloVersion,
  { socketPath, image }: { socketPath: string; image: string },
): Promise<string> {
  const busybox = findBusybox();
  if ('missing' in busybox) throw new Error(busybox.missing);
  await importImage(Readable.from(rootFileSystem(version, busybox.path)), {
    ...{ socketPath, image },
    changes: ['CMD ["/bin/start"]', `ENV PATH=/bin PORT=8080 VERSION=${version}`, 'EXPOSE 8080/tcp'],
  });
  return image;
}

/** Both versions, under the names that the examples use. */
export async function buildHelloImages(socketPath: string): Promise<string[]> {
  const one = await buildHelloImage(1, { socketPath, image: helloImages.docker[1] });
  const two = await buildHelloImage(2, { socketPath, image: helloImages.docker[2] });
  return [one, two];
}
