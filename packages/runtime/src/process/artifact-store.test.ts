import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Container } from '@gantry/model';
import { expect, onTestFinished, test } from 'vitest';
import { aContainer } from '../testing/container-request.ts';
import { makeTarball } from '../testing/tarball.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { createArtifactStore, placeArtifact } from './artifact-store.ts';

const noAbort = new AbortController().signal;
const silent = () => {};
const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const aStore = () => createArtifactStore(join(temporaryFolder(), 'artifacts'));
const anImage = (image: string, imagePullPolicy: 'Always' | 'IfNotPresent' | 'Never' = 'IfNotPresent') =>
  aContainer({ image, imagePullPolicy });

test('a container without an image has no artifact', async () => {
  expect(await aStore().fetch(anImage(''), silent, noAbort)).toBeNull();
});

test.each(['', 'file://'])('a file by path (%s) keeps its mode and is copied, not shared', async (scheme) => {
  const folder = temporaryFolder();
  const file = join(folder, 'server.js');
  writeFileSync(file, 'console.log(1)');
  chmodSync(file, 0o755);
  const artifact = await aStore().find(anImage(`${scheme}${file}`));
  expect(artifact).toEqual({ path: file, kind: 'file', imageId: `sha256:${sha256('console.log(1)')}` });
  const sandbox = join(folder, 'sandbox');
  mkdirSync(sandbox);
  const placed = await placeArtifact(artifact!, sandbox);
  expect(placed).toBe(join(sandbox, 'server.js'));
  expect(statSync(placed!).mode & 0o777).toBe(0o755);
  writeFileSync(placed!, 'changed by the program');
  expect(readFileSync(file, 'utf8')).toBe('console.log(1)');
});

test('a folder is copied with its links; one that leaves it is refused', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'app/lib'), { recursive: true });
  writeFileSync(join(folder, 'app/lib/a'), 'a');
  symlinkSync('lib/a', join(folder, 'app/a'));
  const artifact = await aStore().find(anImage(join(folder, 'app')));
  const sandboxes = ['one', 'two'].map((name) => join(folder, name));
  for (const sandbox of sandboxes) mkdirSync(sandbox);
  await placeArtifact(artifact!, sandboxes[0]!);
  expect(readFileSync(join(sandboxes[0]!, 'a'), 'utf8')).toBe('a');
  symlinkSync('/etc/passwd', join(folder, 'app/evil'));
  await expect(placeArtifact(artifact!, sandboxes[1]!)).rejects.toMatchObject({ reason: 'InvalidImage' });
});

test('a folder that holds the sandbox itself is refused, not copied without end', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'sandbox'));
  const artifact = await aStore().find(anImage(folder));
  await expect(placeArtifact(artifact!, join(folder, 'sandbox'))).rejects.toMatchObject({
    reason: 'InvalidImage',
  });
});

test('a path that is not there, or is no file, says so', async () => {
  const missing = aStore().find(anImage('/no/such/artifact'));
  await expect(missing).rejects.toMatchObject({ reason: 'ImagePullFailed', retryable: true });
  await expect(aStore().find(anImage('/dev/null'))).rejects.toMatchObject({ reason: 'InvalidImage' });
  await expect(aStore().find(anImage('relative/path'))).rejects.toMatchObject({
    reason: 'InvalidImage',
    retryable: false,
  });
});

test('a checksum that does not match is told with both', async () => {
  const file = join(temporaryFolder(), 'app');
  writeFileSync(file, 'content');
  await aStore().find(anImage(`${file}#sha256=${sha256('content')}`));
  const wrong = aStore().find(anImage(`${file}#sha256=${'0'.repeat(64)}`));
  await expect(wrong).rejects.toThrow(`the sha256 of ${file} is ${sha256('content')}, not ${'0'.repeat(64)}`);
  writeFileSync(file, 'other content');
  await expect(aStore().find(anImage(`${file}#sha256=${sha256('content')}`))).rejects.toMatchObject({
    reason: 'ImagePullFailed',
  });
});

test('a tarball by URL is fetched once for many, with progress, and unpacked', async () => {
  const tarball = await makeTarball([{ name: 'app', content: 'x'.repeat(300_000) }], { gzip: false });
  let requests = 0;
  const url = await serve((_request, response) => {
    requests += 1;
    response.setHeader('content-length', tarball.length);
    response.end(tarball);
  });
  const store = aStore();
  const ratios: (number | null)[] = [];
  const image = `${url}/app.tar#sha256=${sha256(tarball)}`;
  const all = Array.from({ length: 5 }, () =>
    store.fetch(anImage(image), (_, ratio) => ratios.push(ratio), noAbort),
  );
  const [artifact] = await Promise.all(all);
  expect(artifact).toMatchObject({ kind: 'tarball', imageId: `sha256:${sha256(tarball)}` });
  expect(requests).toBe(1);
  expect(ratios.at(-1)).toBe(1);
  const sandbox = temporaryFolder();
  await placeArtifact(artifact!, sandbox);
  expect(readdirSync(sandbox)).toEqual(['app']);
});

test('pull policies: Never does not fetch, IfNotPresent fetches once, Always asks whether it changed', async () => {
  const asked: (string | undefined)[] = [];
  let body = 'one';
  const url = await serve((request, response) => {
    asked.push(request.headers['if-none-match']);
    const etag = `"${sha256(body)}"`;
    if (request.headers['if-none-match'] === etag) response.writeHead(304).end();
    else response.setHeader('etag', etag).end(body);
  });
  const store = aStore();
  const fetchBody = async (policy: 'Always' | 'IfNotPresent' | 'Never') =>
    readFileSync((await store.fetch(anImage(`${url}/app`, policy), silent, noAbort))!.path, 'utf8');
  await expect(fetchBody('Never')).rejects.toThrow(/imagePullPolicy is Never/);
  expect(await fetchBody('IfNotPresent')).toBe('one');
  expect(await fetchBody('Always')).toBe('one');
  body = 'two';
  expect(await fetchBody('IfNotPresent')).toBe('one');
  expect(await fetchBody('Always')).toBe('two');
  expect(await fetchBody('Never')).toBe('two');
  expect(asked).toEqual([undefined, `"${sha256('one')}"`, `"${sha256('one')}"`]);
});

test.each([
  ['404 Not Found', (response: ServerResponse) => response.writeHead(404).end()],
  ['500', (response: ServerResponse) => response.writeHead(500).end()],
  ['hang up', (response: ServerResponse) => response.socket!.destroy()],
  [
    'end too early',
    (response: ServerResponse) =>
      response.writeHead(200, { 'content-length': 100 }).write('x', () => response.socket!.destroy()),
  ],
])(
  'a server that fails (%s) is a retryable fault that names the URL, and leaves no file',
  async (_name, answer) => {
    const url = await serve((_request, response) => void answer(response));
    const folder = temporaryFolder();
    const store = createArtifactStore(folder);
    const fetched = store.fetch(anImage(`${url}/app`), silent, noAbort);
    await expect(fetched).rejects.toMatchObject({ reason: 'ImagePullFailed', retryable: true });
    await expect(store.fetch(anImage(`${url}/app`), silent, noAbort)).rejects.toThrow(
      `could not fetch ${url}/app: `,
    );
    expect(readdirSync(folder, { recursive: true }).filter((name) => String(name).includes('app'))).toEqual(
      [],
    );
  },
);

test('downloads that nobody has used for a month make room when the next one comes', async () => {
  const url = await serve((_request, response) => void response.end('body'));
  const store = aStore();
  const fetchIt = (name: string) => store.fetch(anImage(`${url}/${name}`), silent, noAbort);
  const [old, used] = [(await fetchIt('old'))!, (await fetchIt('used'))!];
  const longAgo = new Date(Date.now() - 40 * 24 * 3_600_000);
  for (const { path } of [old, used])
    for (const file of [path, `${path}.json`]) utimesSync(file, longAgo, longAgo);
  await fetchIt('used');
  await fetchIt('new');
  expect([existsSync(old.path), existsSync(used.path)]).toEqual([false, true]);
});

test('a download can be given up, and the next one works', async () => {
  let isSlow = true;
  const url = await serve(
    (_request, response) => void (isSlow ? response.write('half') : response.end('whole')),
  );
  const store = aStore();
  const controller = new AbortController();
  const given = store.fetch(anImage(`${url}/app`), silent, controller.signal);
  controller.abort();
  await expect(given).rejects.toMatchObject({ reason: 'ImagePullFailed' });
  isSlow = false;
  const artifact = await store.fetch(anImage(`${url}/app`), silent, noAbort);
  expect(readFileSync(artifact!.path, 'utf8')).toBe('whole');
  expect(existsSync(`${artifact!.path}.partial`)).toBe(false);
});

test('looks for what it would fetch without fetching it, and asks servers only when told to', async () => {
  const file = join(temporaryFolder(), 'app');
  writeFileSync(file, 'one');
  const asked: (string | undefined)[] = [];
  const url = await serve((request, response) => {
    asked.push(request.method);
    response.statusCode = request.url === '/gone' ? 404 : request.url === '/busy' ? 429 : 200;
    response.end('content');
  });
  const store = aStore();
  const look = (
    image: string,
    asksFar = false,
    imagePullPolicy: Container['imagePullPolicy'] = 'IfNotPresent',
  ) => store.look({ image, imagePullPolicy }, { asksFar, signal: noAbort });
  expect(await look(file)).toEqual({ found: 'here', imageId: `sha256:${sha256('one')}`, message: '' });
  expect(await look('')).toEqual({ found: 'here', imageId: '', message: '' });
  expect(await look(`${file}#sha256=${sha256('two')}`)).toMatchObject({ found: 'gone' });
  rmSync(file);
  expect(await look(file)).toEqual({
    ...{ found: 'gone', imageId: '', message: `there is no file or folder ${file} on this node` },
  });
  expect(await look(`${url}/app`)).toMatchObject({ found: 'elsewhere' });
  expect(await look(`${url}/app`, true, 'Never')).toMatchObject({ found: 'gone' });
  expect(asked).toEqual([]);
  expect(await look(`${url}/app`, true)).toMatchObject({ found: 'far' });
  expect(await look(`${url}/gone`, true)).toMatchObject({
    ...{ found: 'gone', message: 'its server answers 404 Not Found' },
  });
  expect(await look(`${url}/busy`, true)).toMatchObject({ found: 'unknown' });
  expect(await look('http://127.0.0.1:1/app', true)).toMatchObject({ found: 'gone' });
  expect(asked).toEqual(['HEAD', 'HEAD', 'HEAD']);
  await store.fetch(anImage(`${url}/app`), () => {}, noAbort);
  expect(await look(`${url}/app`)).toMatchObject({ found: 'here', imageId: `sha256:${sha256('content')}` });
  expect(await look(`${url}/app`, false, 'Always')).toMatchObject({ found: 'elsewhere' });
});
