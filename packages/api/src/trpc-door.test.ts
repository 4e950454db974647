import { request as httpRequest } from 'node:http';
import { err, rejection } from '@gantry/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asStreamed } from './scope.ts';
import type { DoorServer } from './testing/index.ts';
import {
  deploymentRecord,
  manifestParts,
  nodeRecord,
  replicaSetRecord,
  serveDoor,
  TablePlane,
  taskRecord,
  templateRecord,
  testServices,
} from './testing/index.ts';

let plane: TablePlane;
let server: DoorServer;
let services: ReturnType<typeof testServices>;

beforeEach(async () => {
  plane = new TablePlane();
  services = testServices(plane);
  server = await serveDoor(services);
});
afterEach(() => server.close());

interface Answer {
  status: number;
  result?: { data: Record<string, unknown> };
  error?: {
    message: string;
    data: { code: string; httpStatus: number; message: string; issues: { field: string; message: string }[] };
  };
}

/** As curl would: `body` is sent as it is. */
async function post(
  path: string,
  body: string | undefined,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${server.url}/trpc/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, ...((await response.json()) as object) };
}

async function get(path: string, input?: unknown): Promise<Answer> {
  const query = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`;
  const response = await fetch(`${server.url}/trpc/${path}${query}`);
  return { status: response.status, ...((await response.json()) as object) };
}

const oneCore = manifestParts('web').template.containers.map((container) => ({
  ...container,
  requests: { ...container.requests, cpuMillis: 1_000 },
}));
const seed = () =>
  plane.commit(
    { table: 'templates', key: 'h1', value: templateRecord('h1', { containers: oneCore }) },
    { table: 'deployments', key: 'd1', value: deploymentRecord('d1') },
    { table: 'replicaSets', key: 's1', value: replicaSetRecord('s1') },
    { table: 'nodes', key: 'n1', value: nodeRecord('n1') },
    { table: 'tasks', key: 't1', value: taskRecord('t1', { nodeId: 'n1', state: 'running', ready: true }) },
  );

describe('a mutation', () => {
  it('becomes a command of the caller, with its id', async () => {
    const body = { name: 'web', image: 'nginx:2', commandId: 'once' };
    const answer = await post('deployments.setImage', JSON.stringify(body));
    expect(answer).toMatchObject({ status: 200, result: { data: { message: 'done' } } });
    expect(plane.submitted).toEqual([
      {
        command: {
          type: 'deployment.setImage',
          namespace: 'default',
          name: 'web',
          planHash: null,
          container: null,
          image: 'nginx:2',
          cause: null,
        },
        actor: { name: 'ana', via: 'api' },
        commandId: 'once',
      },
    ]);
  });

  it('takes a manifest as an object or as YAML', async () => {
    const manifest = { name: 'web', template: { containers: [{ name: 'web', image: 'nginx:1' }] } };
    const yaml = 'name: web\ntemplate:\n  containers:\n    - name: web\n      image: nginx:1\n';
    await post('deployments.deploy', JSON.stringify({ manifest }));
    await post('deployments.deploy', JSON.stringify({ manifest: yaml }));
    const [first, second] = plane.submitted;
    expect(first?.command).toMatchObject({
      type: 'deployment.apply',
      name: 'web',
      mode: 'either',
      planHash: null,
    });
    expect(second?.command).toEqual({ ...first?.command, text: yaml });
  });

  it('gives back the text that a person wrote, as what is now, and puts it into no stream', async () => {
    const text =
      'name: web\nreplicas: 1 # for the night\ntemplate:\n  containers:\n    - name: web\n      image: a:1\n';
    const record = deploymentRecord('d1', { name: 'web' });
    plane.commit(
      { table: 'templates', key: record.templateHash, value: templateRecord(record.templateHash) },
      { table: 'deployments', key: 'd1', value: record },
      { table: 'manifests', key: 'd1', value: { id: 'd1', text } },
    );
    const { result } = await get('deployments.manifest', { name: 'web' });
    expect(result?.data.yaml).toContain(`replicas: ${record.spec.replicas} # for the night`);
    const change = { table: 'manifests', key: 'd1', value: { id: 'd1', text } } as const;
    expect(asStreamed(change)).toBeNull();
  });

  it.each([
    ['nodes.cordon', { node: 'node-n1' }, { type: 'node.cordon', node: 'n1' }],
    [
      'nodes.drain',
      { node: 'n1', deadlineSeconds: 5 },
      { type: 'node.drain', node: 'n1', deadlineSeconds: 5, force: false, planHash: null },
    ],
    [
      'nodes.update',
      { node: 'n1', labels: { disk: 'ssd' } },
      { type: 'node.update', node: 'n1', labels: { disk: 'ssd' }, annotations: null, taints: null },
    ],
    [
      'tasks.kill',
      { task: 'web-t1' },
      { type: 'task.kill', task: 't1', graceSeconds: null, reason: 'Killed by hand' },
    ],
    [
      'deployments.rollback',
      { name: 'web', toRevision: 2 },
      {
        type: 'deployment.rollback',
        namespace: 'default',
        name: 'web',
        planHash: null,
        toRevision: 2,
        replicas: null,
        cause: null,
      },
    ],
    [
      'deployments.scale',
      { namespace: 'shop', name: 'web', replicas: 5, planHash: 'p' },
      { type: 'deployment.scale', namespace: 'shop', name: 'web', planHash: 'p', replicas: 5 },
    ],
    ['deployments.pause', { name: 'web' }, { type: 'deployment.pause', namespace: 'default', name: 'web' }],
    [
      'deployments.abort',
      { name: 'web' },
      { type: 'rollout.abort', namespace: 'default', name: 'web', planHash: null },
    ],
    [
      'together.act',
      {
        acts: [
          { action: 'cordon', node: 'n1' },
          { action: 'kill', task: 'web-t1' },
          { action: 'restart', name: 'web' },
        ],
        planHash: 'p',
      },
      {
        type: 'acts.together',
        planHash: 'p',
        acts: [
          { type: 'node.cordon', node: 'n1' },
          { type: 'task.kill', task: 't1', graceSeconds: null, reason: 'Killed by hand' },
          { type: 'deployment.restart', namespace: 'default', name: 'web', planHash: null, cause: null },
        ],
      },
    ],
    [
      'deployments.pin',
      { name: 'web', revision: 2, pin: 'before the sale' },
      { type: 'revision.pin', namespace: 'default', name: 'web', revision: 2, pin: 'before the sale' },
    ],
  ])('%s asks for what it says', async (path, input, command) => {
    seed();
    expect((await post(path, JSON.stringify(input))).status).toBe(200);
    expect(plane.submitted.map((one) => one.command)).toEqual([command]);
  });

  it('names in the audit what an act was about that is taken back, and the intent where it is gone', async () => {
    const act = { type: 'node.cordon', node: 'n1' };
    plane.commit(
      { table: 'nodes', key: 'n1', value: nodeRecord('n1') } as never,
      { table: 'intents', key: 'i1', value: { id: 'i1', act, state: 'waiting' } } as never,
    );
    await post('intents.withdraw', '{"intent":"i1"}');
    await post('intents.withdraw', '{"intent":"i2"}');
    expect(services.audited.map(({ verb, target }) => [verb, target])).toEqual([
      ['intents.withdraw', 'node-n1'],
      ['intents.withdraw', 'i2'],
    ]);
  });

  it('leaves a line in the audit trail, done or refused, and never a value', async () => {
    await post('deployments.scale', '{"name":"web","replicas":2}');
    plane.answer = err(rejection('conflict', 'Somebody was faster.'));
    await post('deployments.restart', '{"name":"web","cause":"hunter2"}');
    await post('deployments.scale', '{"name":"web","replicas":"hunter2"}');
    plane.commit({ table: 'tasks', key: 't1', value: taskRecord('t1') } as never);
    await post('tasks.kill', '{"task":"web-t1"}');
    expect(services.audited.at(-1)).toMatchObject({ target: 'web-t1', namespace: 'default' });
    expect(
      services.audited.map(({ actor, verb, target, outcome }) => [actor, verb, target, outcome]),
    ).toEqual([
      ['ana', 'deployments.scale', 'default/web', 'ok'],
      ['ana', 'deployments.restart', 'default/web', 'conflict'],
      ['ana', 'deployments.scale', 'default/web', 'invalid'],
      ['ana', 'tasks.kill', 'web-t1', 'conflict'],
    ]);
    expect(JSON.stringify(services.audited)).not.toContain('hunter2');
  });
});

describe('a refusal', () => {
  it.each([
    ['not_found', 404],
    ['revision_not_found', 404],
    ['already_exists', 409],
    ['plan_changed', 409],
    ['gone', 410],
    ['quota_exceeded', 403],
    ['disruption_budget', 429],
    ['not_leader', 503],
    ['storage_full', 507],
  ] as const)('of the engine keeps its code: %s is %i', async (code, status) => {
    plane.answer = err(rejection(code, 'Because.', [{ field: 'name', message: 'so' }]));
    const answer = await post('deployments.pause', '{"name":"web"}');
    expect(answer.status).toBe(status);
    expect(answer.error?.data).toEqual({
      code,
      httpStatus: status,
      message: 'Because.',
      issues: [{ field: 'name', message: 'so' }],
      path: 'deployments.pause',
    });
    expect(server.faults).toEqual([]);
  });

  it('hides what went wrong inside behind an id that the log has', async () => {
    plane.answer = new Error('secret: hunter2');
    const answer = await post('deployments.pause', '{"name":"web"}');
    expect(answer.status).toBe(500);
    expect(answer.error?.data.code).toBe('internal');
    expect(server.faults).toHaveLength(1);
    expect(answer.error?.message).toContain(server.faults[0]);
    expect(JSON.stringify(answer)).not.toMatch(/hunter2|\.ts/);
  });

  it.each([
    ['an empty body', undefined, 400, 'invalid', ''],
    ['null', 'null', 400, 'invalid', ''],
    ['a list', '[]', 400, 'invalid', ''],
    ['text', '"x"', 400, 'invalid', ''],
    ['a number', '1', 400, 'invalid', ''],
    ['JSON that is cut off', '{"name":"web"', 400, 'malformed', ''],
    ['a key that is there twice', '{"name":"web","name":"x","replicas":1}', 400, 'malformed', 'name'],
    ['a prototype', '{"name":"web","replicas":1,"__proto__":{"a":1}}', 400, 'malformed', '__proto__'],
    ['a control character', '{"name":"we\\u0007b","replicas":1}', 400, 'malformed', 'name'],
    ['a missing field', '{"name":"web"}', 400, 'invalid', 'replicas'],
    ['a wrong type', '{"name":"web","replicas":"3"}', 400, 'invalid', 'replicas'],
    ['a negative number', '{"name":"web","replicas":-1}', 400, 'invalid', 'replicas'],
    ['a fraction', '{"name":"web","replicas":1.5}', 400, 'invalid', 'replicas'],
    ['an unknown field', '{"name":"web","replica":3}', 400, 'invalid', 'replica'],
    ['an empty name', '{"name":"","replicas":1}', 400, 'invalid', 'name'],
    ['an endless name', `{"name":"${'a'.repeat(300)}","replicas":1}`, 400, 'invalid', 'name'],
  ])('names the field for %s', async (_what, body, status, code, field) => {
    const answer = await post('deployments.scale', body);
    expect(answer).toMatchObject({ status, error: { data: { code, httpStatus: status } } });
    expect(answer.error?.data.issues.map((issue) => issue.field)).toContain(field);
    expect(answer.error?.message.length).toBeGreaterThan(10);
    expect(plane.submitted).toEqual([]);
    expect(server.faults).toEqual([]);
  });

  it('says which known field is nearest to an unknown one', async () => {
    const answer = await post('deployments.scale', '{"name":"web","replica":3}');
    expect(answer.error?.message).toContain('`replicas`');
  });

  it('names every fault of a manifest with its path', async () => {
    const manifest = { name: 'Web', template: { containers: [{ name: 'web', image: 'A B' }] }, replica: 3 };
    const answer = await post('deployments.deploy', JSON.stringify({ manifest }));
    const fields = answer.error?.data.issues.map(({ field }) => field);
    expect(answer.status).toBe(400);
    expect(fields).toEqual(expect.arrayContaining(['name', 'template.containers[0].image', 'replica']));
  });

  it.each([
    [
      'an alias bomb',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${['b', 'c', 'd', 'e', 'f', 'g', 'h'].map((key, at) => `${key}: &${key} [${Array(9).fill(`*${'abcdefg'[at]}`).join(',')}]`).join('\n')}`,
    ],
    ['a key that is there twice', 'name: web\nname: other\n'],
    ['two documents', 'name: web\n---\nname: other\n'],
    ['broken indentation', 'name: web\n  template: x\n'],
  ])('reads no YAML with %s', async (_what, manifest) => {
    const answer = await post('deployments.deploy', JSON.stringify({ manifest }));
    expect(answer).toMatchObject({ status: 400, error: { data: { issues: [{ field: 'manifest' }] } } });
  });

  it('stops reading a body at the limit, announced or not', async () => {
    const large = JSON.stringify({ name: 'x'.repeat(5_000_000), replicas: 1 });
    expect(await post('deployments.scale', large)).toMatchObject({
      status: 413,
      error: { data: { code: 'too_large' } },
    });
    expect(await endlessBody(`${server.url}/trpc/deployments.scale`)).toBe(413);
    expect((await get('cluster.summary')).status).toBe(200);
  });

  it.each([
    ['text/plain', {}],
    ['application/x-www-form-urlencoded', {}],
    ['multipart/form-data; boundary=x', {}],
    ['application/octet-stream', {}],
    ['application/json', { 'content-encoding': 'gzip' }],
  ])('takes nothing but plain JSON: %s %j', async (type, headers) => {
    const answer = await post('deployments.pause', '{"name":"web"}', { 'content-type': type, ...headers });
    expect(answer).toMatchObject({ status: 415, error: { data: { code: 'unsupported' } } });
    expect(plane.submitted).toEqual([]);
  });

  it('does not let a header choose the method', async () => {
    const response = await fetch(
      `${server.url}/trpc/deployments.pause?input=${encodeURIComponent('{"name":"web"}')}`,
      {
        headers: { 'x-http-method-override': 'POST' },
      },
    );
    expect(response.status).toBe(405);
    expect(((await response.json()) as Answer).error?.data.code).toBe('method_not_allowed');
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      expect((await fetch(`${server.url}/trpc/deployments.pause`, { method })).status).toBe(405);
    }
    expect(plane.submitted).toEqual([]);
  });

  it('takes a question that is too long for a URL by POST', async () => {
    const manifest = { name: 'web', annotations: { note: 'x'.repeat(20_000) }, template: { containers: [] } };
    const answer = await post('validate.deployment', JSON.stringify({ manifest }));
    expect(answer).toMatchObject({ status: 200, result: { data: { valid: false } } });
    const batch = await post('validate.deployment?batch=1', JSON.stringify({ 0: { manifest } }));
    expect(batch.status).toBe(200);
  });

  it('answers an unknown procedure, and names that every object has', async () => {
    for (const path of [
      'deployments.nothing',
      '__proto__',
      'constructor',
      'deployments.__proto__',
      'toString',
      '..%2f..%2fsecrets',
    ]) {
      expect(await get(path)).toMatchObject({ status: 404, error: { data: { code: 'not_found' } } });
    }
  });

  it('takes no batch without end', async () => {
    const paths = Array(60).fill('cluster.summary').join(',');
    const response = await fetch(`${server.url}/trpc/${paths}?batch=1`);
    expect(response.status).toBe(400);
  });
});

describe('a list', () => {
  it('can be asked without any input, and is sorted and cut into pages', async () => {
    plane.commit(
      ...['b', 'c', 'a'].map((name) => ({ table: 'nodes', key: name, value: nodeRecord(name) }) as const),
    );
    const first = await get('nodes.list', { limit: 2 });
    expect(first.result?.data).toMatchObject({ total: 3, items: [{ name: 'node-a' }, { name: 'node-b' }] });
    const cursor = first.result?.data.nextCursor;
    const second = await get('nodes.list', { limit: 2, cursor });
    expect(second.result?.data).toMatchObject({ items: [{ name: 'node-c' }], nextCursor: null });
    expect((await get('nodes.list')).result?.data).toMatchObject({ total: 3 });
  });

  it.each([
    { limit: -1 },
    { limit: 1e9 },
    { limit: 0 },
    { limit: '5' },
    { cursor: 'nonsense' },
    { sort: 'colour' },
    { where: 1 },
  ])('refuses %j', async (input) => {
    expect(await get('nodes.list', input)).toMatchObject({
      status: 400,
      error: { data: { code: 'invalid' } },
    });
    expect(server.faults).toEqual([]);
  });

  it('finds tasks by deployment, node and state', async () => {
    seed();
    plane.commit({
      table: 'tasks',
      key: 't2',
      value: taskRecord('t2', { state: 'failed', deploymentId: 'd9', replicaSetId: 's9' }),
    });
    const ids = async (input: object) => {
      const { result } = await get('tasks.list', input);
      const items = (result?.data.items ?? []) as { id: string }[];
      return items.map(({ id }) => id);
    };
    expect(await ids({})).toEqual(['t2', 't1']);
    expect(await ids({ deployment: 'web' })).toEqual(['t1']);
    expect(await ids({ node: 'node-n1' })).toEqual(['t1']);
    expect(await ids({ states: ['failed'] })).toEqual(['t2']);
    expect(await get('tasks.list', { deployment: 'nothing' })).toMatchObject({ status: 404 });
  });
});

describe('cluster.summary', () => {
  it('counts what is there, as it changes', async () => {
    seed();
    expect((await get('cluster.summary')).result?.data).toMatchObject({
      revision: 1,
      clusterId: 'cafe',
      nodes: { total: 1, ready: 1 },
      tasks: { total: 1, ready: 1, byState: { running: 1 } },
      resources: { total: { cpuMillis: 4_000 }, allocated: { cpuMillis: 1_000 } },
    });
    plane.commit({ table: 'tasks', key: 't1', value: taskRecord('t1', { nodeId: 'n1', state: 'stopped' }) });
    expect((await get('cluster.summary')).result?.data).toMatchObject({
      tasks: { total: 1, ready: 0, byState: { running: 0, stopped: 1 } },
      resources: { allocated: { cpuMillis: 0 } },
    });
  });
});

/** Sends chunks for as long as they are taken; gives the status of the answer. */
function endlessBody(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method: 'POST', headers: { 'content-type': 'application/json' } });
    const chunk = Buffer.alloc(64_000, 'a');
    let isAnswered = false;
    const send = () => {
      while (!isAnswered && request.write(chunk)) {}
    };
    request.on('drain', send);
    request.on('response', (response) => {
      isAnswered = true;
      resolve(response.statusCode ?? 0);
      request.destroy();
    });
    request.on('error', (cause) => (isAnswered ? undefined : reject(cause)));
    send();
  });
}
