import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '@gantry/controlplane';
import { exampleNamed } from '@gantry/examples';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';
import { type Server, startServer } from './server.ts';
import { type Caller, callerOf } from './testing/call.ts';

const token = 'a-token-that-is-long-enough';
let folder: string;
let server: Server;
let api: Caller;

async function start(): Promise<void> {
  const variables = { GANTRY_DATA_DIR: folder, GANTRY_PORT: '0', GANTRY_TLS_PORT: '0', GANTRY_TOKEN: token };
  const read = readConfig(variables, join(folder, 'no-dashboard'));
  if (!read.ok) throw new Error(read.problems.join());
  const onFatal = (cause: unknown) => {
    throw cause;
  };
  server = await startServer(read.config, { log: silentLog, onFatal });
  api = callerOf(server.url, token);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-server-'));
  await start();
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

const template = (image = '/bin/sleep') => ({
  containers: [{ name: 'main', image, command: ['sleep', '1'] }],
});
const manifest = (name: string, more = {}) => ({
  name,
  runtime: 'process',
  replicas: 2,
  template: template(),
  ...more,
});
const deploy = (name: string, more = {}) =>
  api.tell('deployments.deploy', { manifest: manifest(name, more) });
const revision = async () => (await api.ask('cluster.summary')).data.revision;

describe('the names that scripts rely on', () => {
  const queries = {
    'deployments.list': undefined,
    'deployments.get': { name: 'named' },
    'deployments.history': { name: 'named' },
    'deployments.ribbon': { name: 'named', fromAtMs: 0 },
    'deployments.manifest': { name: 'named' },
    'deployments.plan': { action: 'scale', name: 'named', replicas: 3 },
    'tasks.list': undefined,
    'nodes.list': undefined,
    'nodes.join': undefined,
    'offers.list': undefined,
    'frameworks.list': undefined,
    'roles.list': undefined,
    'events.list': undefined,
    'audit.list': undefined,
    'cluster.summary': undefined,
    'examples.list': undefined,
    'validate.deployment': { manifest: manifest('other') },
  };
  const mutations = {
    'deployments.deploy': { manifest: manifest('named') },
    'deployments.scale': { name: 'named', replicas: 3 },
    'deployments.setImage': { name: 'named', image: '/bin/true' },
    'deployments.rollback': { name: 'named' },
    'deployments.pause': { name: 'named' },
    'deployments.resume': { name: 'named' },
    'deployments.restart': { name: 'named' },
    'deployments.delete': { name: 'named' },
  };
  const refusals = {
    'tasks.get': { task: 'none' },
    'tasks.logs': { task: 'none' },
    'nodes.get': { node: 'none' },
    'nodes.planDrain': { node: 'none' },
  };
  const refusedMutations = {
    'tasks.kill': { task: 'none' },
    'nodes.cordon': { node: 'none' },
    'nodes.uncordon': { node: 'none' },
    'nodes.drain': { node: 'none' },
    'nodes.remove': { node: 'none' },
    'nodes.update': { node: 'none', labels: {} },
  };

  it('answer, all of them', async () => {
    expect((await deploy('named')).status).toBe(200);
    for (const [name, input] of Object.entries(queries)) {
      expect([name, (await api.ask(name, input)).status]).toEqual([name, 200]);
    }
    for (const [name, input] of Object.entries(mutations)) {
      const { status, data } = await api.tell(name, input);
      expect([name, status]).toEqual([name, 200]);
      expect(data).toMatchObject({
        object: 'default/named',
        message: expect.any(String),
        revision: expect.any(Number),
      });
    }
    for (const [name, input] of Object.entries(refusals)) {
      expect((await api.ask(name, input)).error).toMatchObject({
        code: 'not_found',
        message: expect.stringContaining('none'),
      });
    }
    for (const [name, input] of Object.entries(refusedMutations)) {
      expect((await api.tell(name, input)).error).toMatchObject({ code: 'not_found' });
    }
  });
});

describe('a deployment, over HTTP', () => {
  it('goes from revision to revision and back, and its history says how', async () => {
    await deploy('web');
    await api.tell('deployments.setImage', { name: 'web', image: '/bin/true' });
    const plan = await api.ask('deployments.plan', { action: 'rollback', name: 'web', toRevision: 1 });
    expect(plan.data).toMatchObject({ changes: true, diff: [{ before: '/bin/true', after: '/bin/sleep' }] });
    const planHash = plan.data.hash;
    const back = await api.tell('deployments.rollback', { name: 'web', toRevision: 1, planHash });
    expect(back.data).toMatchObject({ deploymentRevision: 3, changed: true });

    const { data } = await api.ask('deployments.history', { name: 'web' });
    expect(data.currentRevision).toBe(3);
    expect(data.revisions).toMatchObject([
      {
        number: 3,
        current: true,
        restoredFrom: 1,
        previous: 2,
        author: 'admin',
        images: [{ image: '/bin/sleep' }],
      },
      {
        number: 2,
        current: false,
        previous: 1,
        diff: [{ path: 'containers[main].image', before: '/bin/sleep', after: '/bin/true' }],
      },
      { number: 1, current: false, previous: null, diff: [] },
    ]);
    expect(data.series.points.at(-1)).toMatchObject({ desired: 2, ready: {} });
    const first = await api.ask('deployments.manifest', { name: 'web', revision: 1 });
    const now = await api.ask('deployments.manifest', { name: 'web' });
    expect(now.data).toEqual(first.data);
  });

  it('refuses a plan that is no longer what would happen, and says so', async () => {
    await deploy('planned');
    const { data } = await api.ask('deployments.plan', { action: 'scale', name: 'planned', replicas: 5 });
    await api.tell('deployments.scale', { name: 'planned', replicas: 4 });
    const late = await api.tell('deployments.scale', { name: 'planned', replicas: 5, planHash: data.hash });
    expect(late).toMatchObject({ status: 409, error: { code: 'plan_changed' } });
    expect((await api.ask('deployments.get', { name: 'planned' })).data.spec.replicas).toBe(4);
  });

  it('does once what is asked for twice, also at the same time', async () => {
    const once = { manifest: manifest('once'), mode: 'create', commandId: 'only-once' };
    const replies = await Promise.all(Array.from({ length: 20 }, () => api.tell('deployments.deploy', once)));
    const later = await api.tell('deployments.deploy', once);
    expect(new Set([...replies, later].map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set([...replies, later].map(({ data }) => data.revision)).size).toBe(1);
    expect(await api.tell('deployments.deploy', { ...once, commandId: 'another' })).toMatchObject({
      status: 409,
      error: { code: 'already_exists' },
    });
  });

  it('takes every example as it is', async () => {
    for (const { id, yaml } of (await api.ask('examples.list')).data.items) {
      const verdict = await api.ask('validate.deployment', { manifest: yaml });
      expect([id, verdict.data.valid, verdict.data.issues]).toEqual([id, true, []]);
    }
    expect((await api.tell('deployments.deploy', { manifest: exampleNamed('hello').manifest })).status).toBe(
      200,
    );
  });
});

describe('what is wrong', () => {
  const container = (more: object) => ({
    template: { containers: [{ name: 'main', image: 'nginx', ...more }] },
    runtime: 'docker',
  });
  const cases: [string, object, string][] = [
    ['B09 unknown field', { replica: 3 }, 'replica'],
    ['B11 far too many replicas', { replicas: 10_000_001 }, 'replicas'],
    [
      'B12 cpu in words',
      container({ resources: { limits: { cpu: '2 cores' } } }),
      'template.containers[0].resources.limits.cpu',
    ],
    [
      'B12 negative cpu',
      container({ resources: { requests: { cpu: -0.5 } } }),
      'template.containers[0].resources.requests.cpu',
    ],
    [
      'B13 one byte of memory',
      container({ resources: { limits: { memory: 1 } } }),
      'template.containers[0].resources.limits.memory',
    ],
    ['B14 no name', { name: '' }, 'name'],
    ['B14 a path as name', { name: '../etc' }, 'name'],
    ['B14 a name in upper case', { name: 'Web' }, 'name'],
    ['B14 a name that starts with a dash', { name: '-web' }, 'name'],
    ['B14 an endless name', { name: 'a'.repeat(300) }, 'name'],
    ['B17 an image that is none', container({ image: 'UPPER/case' }), 'template.containers[0].image'],
    [
      'B17 an image with a short digest',
      container({ image: 'img@sha256:short' }),
      'template.containers[0].image',
    ],
    ['B18 a shell in the image', container({ image: '; rm -rf /' }), 'template.containers[0].image'],
    ['B18 a substitution in the image', container({ image: '$(id)' }), 'template.containers[0].image'],
    ['B19 a command as text', container({ command: 'sleep 1' }), 'template.containers[0].command'],
    [
      'B19 an object in a command',
      container({ command: ['sleep', {}] }),
      'template.containers[0].command[1]',
    ],
    [
      'B21 a variable with =',
      container({ env: [{ name: 'A=B', value: 'x' }] }),
      'template.containers[0].env[0].name',
    ],
    [
      'B22 port 65536',
      container({ ports: [{ containerPort: 65_536 }] }),
      'template.containers[0].ports[0].containerPort',
    ],
    [
      'B22 icmp',
      container({ ports: [{ containerPort: 80, protocol: 'icmp' }] }),
      'template.containers[0].ports[0].protocol',
    ],
    [
      'B26 privileged',
      container({ securityContext: { privileged: true } }),
      'template.containers[0].securityContext',
    ],
    [
      'B32 a rollout that could never move',
      { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } },
      'strategy.rollingUpdate',
    ],
    [
      'B33 unavailable abc',
      { strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 'abc' } } },
      'strategy.rollingUpdate.maxUnavailable',
    ],
    ['B38 a label of 1 kB', { labels: { a: 'x'.repeat(1_000) } }, 'labels.a'],
    ['negative replicas', { replicas: -1 }, 'replicas'],
    ['no containers', { template: { containers: [] } }, 'template.containers'],
    [
      'two containers of one name',
      { template: { containers: [template().containers[0], template().containers[0]] } },
      'template.containers[1].name',
    ],
  ];

  it.each(cases)('%s names its field and changes nothing', async (_what, more, field) => {
    const before = await revision();
    const reply = await deploy('wrong', more);
    expect(reply.status).toBe(400);
    expect(reply.error?.code).toBe('invalid');
    expect(reply.error?.issues.some((issue) => issue.field.startsWith(field))).toBe(true);
    const verdict = await api.ask('validate.deployment', { manifest: manifest('wrong', more) });
    expect(verdict.data).toMatchObject({ valid: false, issues: reply.error?.issues });
    expect(await revision()).toBe(before);
  });

  it('B16: names that mean something elsewhere are only names here', async () => {
    for (const name of ['constructor', 'all', 'new', 'null', 'undefined']) {
      const reply = await deploy(name);
      expect([200, 400]).toContain(reply.status);
      const found = await api.ask('deployments.get', { name });
      expect(found.status).toBe(reply.status === 200 ? 200 : 404);
    }
  });

  it('B27: an update that looked at an old generation', async () => {
    await deploy('generations');
    await api.tell('deployments.scale', { name: 'generations', replicas: 3 });
    const input = { manifest: manifest('generations', { replicas: 9 }), ifGeneration: 1 };
    expect(await api.tell('deployments.deploy', input)).toMatchObject({
      status: 409,
      error: { code: 'conflict' },
    });
  });

  it('B31: deleting what is not there, once and again', async () => {
    for (const _ of [1, 2]) {
      expect(await api.tell('deployments.delete', { name: 'nothing' })).toMatchObject({
        status: 404,
        error: { code: 'not_found' },
      });
    }
  });

  it('B34: going back to what is not there', async () => {
    await deploy('short');
    for (const toRevision of [0, -1, 7]) {
      const reply = await api.tell('deployments.rollback', { name: 'short', toRevision });
      expect(reply).toMatchObject({ status: 404, error: { code: 'revision_not_found' } });
    }
    expect((await api.tell('deployments.rollback', { name: 'short' })).status).toBeGreaterThanOrEqual(400);
  });

  it('leaves a line in the audit trail for each', async () => {
    await api.tell('deployments.scale', { name: 'nothing', replicas: 1 });
    const { data } = await api.ask('audit.list', { limit: 1 });
    expect(data.items).toMatchObject([
      { actor: 'admin', verb: 'deployments.scale', target: 'default/nothing', outcome: 'not_found' },
    ]);
    expect(await readFile(join(folder, 'audit.jsonl'), 'utf8')).not.toContain(token);
  });
});

it('the audit tells what each act changed, before and after, from the log', async () => {
  await deploy('audited');
  await api.tell('deployments.scale', { name: 'audited', replicas: 3 });
  const { items } = (await api.ask('audit.list', { limit: 2, text: 'default/audited' })).data;
  const filter = 'ns:default target:audited actor:admin -verb:*.deploy';
  const filtered = await api.ask('audit.list', { limit: 2, filter });
  expect(filtered.data.items.map(({ verb }: { verb: string }) => verb)).toEqual(['deployments.scale']);
  expect((await api.ask('audit.list', { filter: 'who:admin' })).error?.message).toContain(
    'There is no field who here',
  );
  const [scaled, deployed] = items as { id: string; verb: string }[];
  expect(scaled!.verb).toBe('deployments.scale');
  expect((await api.ask('audit.get', { id: scaled!.id })).data).toMatchObject({
    verb: 'deployments.scale',
    effect: {
      state: 'told',
      objects: [{ kind: 'deployment', name: 'audited', change: 'changed' }],
    },
  });
  const { data } = await api.ask('audit.effects', { ids: [scaled!.id, deployed!.id, 'nothing'] });
  expect(data.items[0].effect.objects[0].differences).toEqual([
    { path: 'replicas', before: '2', after: '3' },
  ]);
  expect(
    data.items.map(({ effect }: { effect: { objects: { change: string }[] } }) => effect.objects[0]?.change),
  ).toEqual(['changed', 'added']);
  expect(await api.ask('audit.get', { id: 'nothing' })).toMatchObject({ status: 404 });
});

describe('the port with TLS', () => {
  it('has the same doors, for those who trust the cluster', async () => {
    const { ca } = (await api.ask('nodes.join')).data;
    const { port } = new URL(server.tlsUrl);
    const status = await new Promise<number>((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}` };
      const options = { host: '127.0.0.1', port, path: '/trpc/cluster.summary', ca, headers, agent: false };
      request(options, (response) => resolve(response.resume().statusCode ?? 0))
        .on('error', reject)
        .end();
    });
    expect(status).toBe(200);
  });
});

describe('the pages for machines', () => {
  it('say that it is ready, and how it is to those who may know', async () => {
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    expect((await fetch(`${server.url}/metrics`)).status).toBe(401);
    const metrics = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
    expect(await metrics.text()).toContain('gantry_commits_total');
  });
});

describe('after a restart', () => {
  it('everything is as it was', async () => {
    const before = (await api.ask('deployments.list', { limit: 100 })).data;
    await server.stop();
    await start();
    expect((await api.ask('deployments.list', { limit: 100 })).data).toEqual(before);
  });
});
