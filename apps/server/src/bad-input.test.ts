import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerOf } from './testing/call.ts';
import { type ServerProcess, startProcess, testToken } from './testing/server-process.ts';

/**
 * What a person in a hurry, a broken script or somebody with bad intent sends, at every door of a real server: each is
 * refused with words that name the field, nothing changes, and the server stays up.
 */

let folder: string;
let server: ServerProcess;

const kubernetes = '/k8s/apis/apps/v1/namespaces/default/deployments';
const apps = '/marathon/v2/apps';

interface Answer {
  status: number;
  text: string;
}

interface Sent {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** A body that is text is sent as it is. */
async function send(path: string, { method = 'POST', body, headers = {} }: Sent): Promise<Answer> {
  const given = { authorization: `Bearer ${testToken}`, 'content-type': 'application/json', ...headers };
  const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
  const response = await fetch(server.url + path, { method, headers: given, ...sent });
  return { status: response.status, text: await response.text() };
}

const revision = async () => (await callerOf(server.url, testToken).ask('cluster.summary')).data.revision;

const web = (more: object = {}, container: object = {}) => ({
  name: 'web',
  replicas: 1,
  template: { containers: [{ name: 'main', image: 'nginx', ...container }] },
  ...more,
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-bad-input-'));
  server = await startProcess(folder);
  const api = callerOf(server.url, testToken);
  expect((await api.tell('deployments.deploy', { manifest: web() })).status).toBe(200);
  expect((await send(apps, { body: { id: '/here', cmd: 'sleep 1' } })).status).toBe(201);
});
afterAll(async () => {
  await server.kill('SIGTERM');
  await rm(folder, { recursive: true });
});

/** Sends it; it must be a refusal that says `field`, and leave everything as it was. */
async function refuses(path: string, sent: Sent, field: string): Promise<void> {
  const before = await revision();
  const answer = await send(path, sent);
  expect([answer.status >= 400 && answer.status < 500, answer.text]).toEqual([true, answer.text]);
  expect(answer.text).toContain(field);
  expect(answer.text).not.toMatch(/\.ts:\d|node_modules|at Object\./);
  expect(await revision()).toBe(before);
}

const deep = '['.repeat(5_000) + ']'.repeat(5_000);
const control = 'a\u0000b';

describe('tRPC', () => {
  it.each<[string, string, object, string]>([
    ['a size above the limit', 'deployments.scale', { name: 'web', replicas: 100_001 }, 'replicas'],
    ['a size as text', 'deployments.scale', { name: 'web', replicas: 'many' }, 'replicas'],
    [
      'a window of an hour',
      'deployments.scale',
      { name: 'web', replicas: 2, undoSeconds: 3_600 },
      'undoSeconds',
    ],
    ['no image', 'deployments.setImage', { name: 'web', image: '' }, 'image'],
    ['an image with a space', 'deployments.setImage', { name: 'web', image: 'a b' }, 'image'],
    ['an image in upper case', 'deployments.setImage', { name: 'web', image: 'Web/x' }, 'image'],
    ['a shell for an image', 'deployments.setImage', { name: 'web', image: '$(id)' }, 'image'],
    ['an endless image', 'deployments.setImage', { name: 'web', image: 'x'.repeat(3_000) }, 'image'],
    [
      'another container',
      'deployments.setImage',
      { name: 'web', image: 'nginx', container: 'x' },
      'container',
    ],
    ['half a revision', 'deployments.rollback', { name: 'web', toRevision: 1.5 }, 'toRevision'],
    ['a revision that never was', 'deployments.rollback', { name: 'web', toRevision: 99 }, 'toRevision'],
    ['a plan that never was', 'deployments.restart', { name: 'web', planHash: 'none' }, 'plan'],
    ['a grace below nothing', 'deployments.delete', { name: 'web', graceSeconds: -1 }, 'graceSeconds'],
    ['a task without a name', 'tasks.kill', { task: '' }, 'task'],
    ['a task with control characters', 'tasks.kill', { task: control }, 'task'],
    ['a drain by text', 'nodes.drain', { node: 'node-1', force: 'yes' }, 'force'],
    [
      'a taint that is none',
      'nodes.update',
      { node: 'n', taints: [{ key: 'a b', effect: 'No' }] },
      'taints[0]',
    ],
    ['an intent that never was', 'intents.withdraw', { intent: 'none' }, 'intent'],
    ['a manifest that is a number', 'deployments.deploy', { manifest: 3 }, 'manifest'],
    ['a mode of another sort', 'deployments.deploy', { manifest: web(), mode: 'force' }, 'mode'],
    [
      'a probe that asks twice',
      'deployments.deploy',
      { manifest: web({ name: 'x' }, { livenessProbe: { httpGet: { port: 80 }, tcpSocket: { port: 80 } } }) },
      'livenessProbe',
    ],
    [
      'requests above limits',
      'deployments.deploy',
      { manifest: web({ name: 'x' }, { resources: { requests: { cpu: 2 }, limits: { cpu: 1 } } }) },
      'resources.requests.cpu',
    ],
    [
      'the root of the node',
      'deployments.deploy',
      {
        manifest: {
          ...web({ name: 'x' }),
          template: { ...web().template, volumes: [{ name: 'v', hostPath: { path: '/etc/..' } }] },
        },
      },
      'volumes[0].hostPath',
    ],
    [
      'a pattern without an end',
      'deployments.deploy',
      {
        manifest: {
          ...web({ name: 'x' }),
          template: { ...web().template, constraints: [{ field: 'a', operator: 'like', values: ['('] }] },
        },
      },
      'constraints[0]',
    ],
    [
      'a secret by an unknown way',
      'deployments.deploy',
      { manifest: web({ name: 'x' }, { env: [{ name: 'A', valueFrom: {} }] }) },
      'env[0]',
    ],
  ])('%s', async (_what, procedure, body, field) => {
    await refuses(`/trpc/${procedure}`, { body }, field);
  });

  it.each([
    ['deep nesting', `{"manifest":${deep}}`, 'manifest'],
    ['deep nesting in YAML', JSON.stringify({ manifest: `a: ${'['.repeat(3_000)}` }), 'manifest'],
    ['ten megabytes', JSON.stringify({ manifest: 'x'.repeat(10_000_000) }), 'larger than'],
  ])('%s', async (_what, body, field) => {
    await refuses('/trpc/deployments.deploy', { body }, field);
  });
});

describe('Kubernetes', () => {
  const manifest = (spec: object = {}, container: object = {}, metadata: object = {}) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'new-one', ...metadata },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: 'k' } },
      template: {
        metadata: { labels: { app: 'k' } },
        spec: { containers: [{ name: 'main', image: 'nginx', ...container }] },
      },
      ...spec,
    },
  });

  it.each<[string, object | string, string]>([
    ['nothing', '', 'body'],
    ['a list', '[]', 'body'],
    ['half a JSON', '{"kind":', 'JSON'],
    ['a key that is there twice', '{"kind":"Deployment","metadata":{},"metadata":{}}', 'metadata'],
    ['a prototype', '{"kind":"Deployment","spec":{"__proto__":{"a":1}}}', '__proto__'],
    ['deep nesting', `{"kind":"Deployment","spec":${deep}}`, 'spec'],
    ['four megabytes', 'x'.repeat(4_000_000), '3145728'],
    ['no name', manifest({}, {}, { name: undefined }), 'metadata.name'],
    ['a name in upper case', manifest({}, {}, { name: 'Web' }), 'metadata.name'],
    ['a name with control characters', manifest({}, {}, { name: control }), 'metadata.name'],
    ['replicas below nothing', manifest({ replicas: -1 }), 'spec.replicas'],
    ['replicas as text', manifest({ replicas: '3' }), 'spec.replicas'],
    ['far too many replicas', manifest({ replicas: 10_000_001 }), 'spec.replicas'],
    ['an image that is none', manifest({}, { image: 'A B' }), 'spec.template.spec.containers[0].image'],
    ['an image that is a number', manifest({}, { image: 5 }), 'spec.template.spec.containers[0].image'],
    ['a command as text', manifest({}, { command: 'sh' }), 'spec.template.spec.containers[0].command'],
    ['a variable with =', manifest({}, { env: [{ name: 'A=B', value: '' }] }), 'containers[0].env[0].name'],
    ['cpu in words', manifest({}, { resources: { limits: { cpu: '2 cores' } } }), 'resources.limits.cpu'],
    ['a port that is none', manifest({}, { ports: [{ containerPort: 65_536 }] }), 'ports[0].containerPort'],
    [
      'a rollout that never moves',
      manifest({ strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } }),
      'spec.strategy.rollingUpdate.maxUnavailable',
    ],
    [
      'more than all unavailable',
      manifest({ strategy: { rollingUpdate: { maxUnavailable: '200%' } } }),
      'spec.strategy.rollingUpdate.maxUnavailable',
    ],
    [
      'a selector beside the labels',
      manifest({ selector: { matchLabels: { app: 'x' } } }),
      'spec.template.metadata.labels',
    ],
    ['a label of 1 kB', manifest({}, {}, { labels: { a: 'x'.repeat(1_000) } }), 'metadata.labels'],
  ])('%s', async (_what, body, field) => {
    await refuses(kubernetes, { body }, field);
  });

  it.each<[string, string, Sent, string]>([
    [
      'an image that is none',
      `${kubernetes}/web`,
      {
        method: 'PATCH',
        body: { spec: { template: { spec: { containers: [{ name: 'main', image: '; rm -rf /' }] } } } },
        headers: { 'content-type': 'application/strategic-merge-patch+json' },
      },
      'image',
    ],
    ['a body in gzip', kubernetes, { body: manifest(), headers: { 'content-encoding': 'gzip' } }, 'gzip'],
    [
      'a patch of a prototype',
      `${kubernetes}/web`,
      {
        method: 'PATCH',
        body: [{ op: 'add', path: '/__proto__/x', value: 1 }],
        headers: { 'content-type': 'application/json-patch+json' },
      },
      '__proto__',
    ],
    [
      'a strategic patch of another sort',
      `${kubernetes}/web`,
      {
        method: 'PATCH',
        body: { spec: { $patch: 'magic' } },
        headers: { 'content-type': 'application/strategic-merge-patch+json' },
      },
      'magic',
    ],
    [
      'a watch of less than no time',
      `${kubernetes}?watch=1&timeoutSeconds=-1`,
      { method: 'GET' },
      'timeoutSeconds',
    ],
    [
      'a size above the limit',
      `${kubernetes}/web/scale`,
      {
        method: 'PATCH',
        body: { spec: { replicas: 200_000 } },
        headers: { 'content-type': 'application/merge-patch+json' },
      },
      'replicas',
    ],
    [
      'a namespace in upper case',
      '/k8s/api/v1/namespaces',
      { body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'Bad_Name' } } },
      'name',
    ],
    ['a list that starts nowhere', `${kubernetes}?limit=1&continue=nonsense`, { method: 'GET' }, 'continue'],
    ['a limit below nothing', `${kubernetes}?limit=-1`, { method: 'GET' }, 'limit'],
    [
      'a way out of the path',
      '/k8s/apis/apps/v1/namespaces/..%2f..%2fx/deployments',
      { method: 'GET' },
      '..%2f..%2fx',
    ],
  ])('%s', async (_what, path, sent, field) => {
    await refuses(path, sent, field);
  });
});

describe('Marathon', () => {
  let made = 0;
  const app = (more: object = {}) => ({ id: `/new-${++made}`, cmd: 'sleep 1', instances: 1, ...more });
  const docker = (more: object = {}) => ({ type: 'DOCKER', docker: { image: 'nginx' }, ...more });

  it.each<[string, object | string, string]>([
    ['nothing', '', 'JSON'],
    ['a list', '[]', 'jsobject'],
    ['half a JSON', '{"id":', 'JSON'],
    [
      'a key that is there twice',
      '{"id":"/new-one","cmd":"sleep 1","instances":1,"instances":2}',
      '/instances',
    ],
    ['a prototype', '{"id":"/new-one","cmd":"sleep 1","__proto__":{"a":1}}', '__proto__'],
    ['deep nesting', `{"id":"/new-one","cmd":"sleep 1","labels":${deep}}`, '/labels'],
    ['two megabytes', 'x'.repeat(2_000_000), 'larger than'],
    ['no id', app({ id: undefined }), '/id'],
    ['an id in upper case', app({ id: '/Web' }), '/id'],
    ['an id with control characters', app({ id: `/${control}` }), '/id'],
    ['an endless id', app({ id: `/${'a'.repeat(400)}` }), '/id'],
    ['cpus below nothing', app({ cpus: -1 }), '/cpus'],
    ['cpus as text', app({ cpus: '1' }), '/cpus'],
    ['more cpus than there are', app({ cpus: 1e12 }), '/cpus'],
    ['mem below nothing', app({ mem: -5 }), '/mem'],
    ['mem without an end', app({ mem: 1e30 }), '/mem'],
    ['half a gpu', app({ gpus: 1.5 }), '/gpus'],
    ['far too many instances', app({ instances: 1e9 }), '/instances'],
    ['a cmd that is a list', app({ cmd: ['a'] }), '/cmd'],
    ['args that are text', app({ cmd: undefined, args: 'a' }), '/args'],
    ['nothing to run', app({ cmd: undefined }), 'cmd'],
    ['a variable that is a number', app({ env: { A: 1 } }), '/env'],
    ['a variable with =', app({ env: { 'A=B': '1' } }), '/env'],
    ['a label with control characters', app({ labels: { a: control } }), '/labels'],
    [
      'a shell for an image',
      app({ container: docker({ docker: { image: '; rm -rf /' } }) }),
      '/container/docker/image',
    ],
    ['no image', app({ container: docker({ docker: { image: '' } }) }), '/container/docker/image'],
    ['a container of another sort', app({ container: { type: 'LXC' } }), '/container'],
    [
      'the root of the node',
      app({ container: docker({ volumes: [{ containerPath: '/x', hostPath: '/', mode: 'RW' }] }) }),
      '/container/volumes(0)/hostPath',
    ],
    ['a check of another sort', app({ healthChecks: [{ protocol: 'GOPHER' }] }), '/healthChecks(0)'],
    [
      'more health than all',
      app({ upgradeStrategy: { minimumHealthCapacity: 2 } }),
      '/upgradeStrategy/minimumHealthCapacity',
    ],
    [
      'capacity below nothing',
      app({ upgradeStrategy: { maximumOverCapacity: -1 } }),
      '/upgradeStrategy/maximumOverCapacity',
    ],
    ['a back-off below nothing', app({ backoffSeconds: -1 }), '/backoffSeconds'],
    ['a factor that shrinks', app({ backoffFactor: 0.1 }), '/backoffFactor'],
    ['a constraint that is text', app({ constraints: 'x' }), '/constraints'],
    ['half a constraint', app({ constraints: [['a']] }), '/constraints(0)'],
    ['a port that is none', app({ portDefinitions: [{ port: 70_000 }] }), '/portDefinitions(0)'],
    ['an address that is a number', app({ fetch: [{ uri: 5 }] }), '/fetch'],
    ['a kill selection by chance', app({ killSelection: 'RANDOM' }), '/killSelection'],
  ])('%s', async (_what, body, field) => {
    await refuses(apps, { body }, field);
  });

  it.each<[string, string, Sent, string]>([
    ['an app that is not there', `${apps}/none`, { method: 'DELETE' }, '/none'],
    ['instances below nothing', `${apps}/here`, { method: 'PUT', body: { instances: -1 } }, '/instances'],
    ['a body in gzip', apps, { body: app(), headers: { 'content-encoding': 'gzip' } }, 'gzip'],
    ['tasks that are text', '/marathon/v2/tasks/delete', { body: { ids: 'x' } }, '/ids'],
    ['apps of a group that are text', '/marathon/v2/groups', { body: { id: '/g', apps: 'x' } }, '/apps'],
    ['a label selector that is none', `${apps}?label=((`, { method: 'GET' }, '(('],
  ])('%s', async (_what, path, sent, field) => {
    await refuses(path, sent, field);
  });
});

describe('the wire', () => {
  /** What comes back to bytes that no client library would send. */
  function raw(text: string): Promise<string> {
    const { hostname, port } = new URL(server.url);
    return new Promise((resolve, reject) => {
      let answer = '';
      const socket = createConnection({ host: hostname, port: Number(port) }, () => socket.end(text));
      socket.setEncoding('utf8').on('data', (part) => {
        answer += part;
      });
      socket.on('close', () => resolve(answer)).on('error', reject);
    });
  }

  const head = (more: string) =>
    `POST /trpc/deployments.scale HTTP/1.1\r\nhost: ${new URL(server.url).host}\r\nauthorization: Bearer ${testToken}\r\ncontent-type: application/json\r\n${more}\r\n`;
  const body = '{"name":"web","replicas":7}';

  it.each([
    ['two lengths', () => `${head(`content-length: ${body.length}\r\ncontent-length: 3\r\n`)}${body}`],
    ['a length and chunks', () => `${head(`content-length: 3\r\ntransfer-encoding: chunked\r\n`)}0\r\n\r\n`],
    ['line feeds alone', () => head(`content-length: ${body.length}\r\n`).replaceAll('\r\n', '\n') + body],
    ['a header without a name', () => `${head(': x\r\n')}`],
    ['no HTTP at all', () => '\u0016\u0003\u0001hello\r\n\r\n'],
    ['an unknown method', () => 'BREAK / HTTP/1.1\r\nhost: x\r\n\r\n'],
  ])('closes the connection with 400 for %s', async (_what, text) => {
    const before = await revision();
    expect(await raw(text())).toMatch(/^HTTP\/1\.1 400 |^$/);
    expect(await revision()).toBe(before);
  });

  it('after all of it the server is up, and has said nothing of a fault inside', async () => {
    expect((await send('/healthz', { method: 'GET' })).status).toBe(200);
    expect(server.printed()).not.toMatch(/error|fault/i);
  });
});
