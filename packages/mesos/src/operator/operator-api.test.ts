import { RecordReader } from '@gantry/mesos-wire';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SchedulerStage } from '../testing/scheduler-stage.ts';
import { aTask, type TestScheduler } from '../testing/test-scheduler.ts';

let stage: SchedulerStage;
let scheduler: TestScheduler;
beforeEach(async () => {
  stage = await SchedulerStage.open([{ attributes: { rack: 'a', level: '10' } }]);
  scheduler = await stage.scheduler().subscribe({ name: 'one', role: 'web' });
  const offer = await scheduler.offer();
  await scheduler.launch(offer, [aTask('task-1', offer)]);
  await scheduler.updateOf('task-1');
  await scheduler.updateOf('task-1');
});
afterEach(() => stage.close());

// biome-ignore lint/suspicious/noExplicitAny: bodies of many shapes
async function ask(type: string, body: object = {}): Promise<{ status: number; body: any }> {
  const response = await fetch(`${stage.url}/api/v1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ type, ...body }),
  });
  const text = await response.text();
  return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text };
}

// biome-ignore lint/suspicious/noExplicitAny: bodies of many shapes
async function get(path: string): Promise<any> {
  return (await fetch(`${stage.url}${path}`)).json();
}

describe('the operator API', () => {
  test('tells of agents, frameworks and tasks, each call under its own name', async () => {
    const { body } = await ask('GET_STATE');
    expect(body.get_state.get_agents.agents).toMatchObject([
      {
        active: true,
        agent_info: {
          hostname: 'node-0',
          attributes: [
            { name: 'rack', type: 'TEXT', text: { value: 'a' } },
            { name: 'level', type: 'SCALAR', scalar: { value: 10 } },
          ],
        },
        allocated_resources: [
          { name: 'cpus', scalar: { value: 0.1 } },
          { name: 'mem', scalar: { value: 32 } },
        ],
      },
    ]);
    expect(body.get_state.get_tasks.tasks).toMatchObject([
      { task_id: { value: 'task-1' }, state: 'TASK_RUNNING', framework_id: { value: scheduler.frameworkId } },
    ]);
    expect(body.get_state.get_frameworks.frameworks).toMatchObject([
      { framework_info: { name: 'one', role: 'web' }, active: true, connected: true },
    ]);
    expect((await ask('GET_HEALTH')).body).toEqual({ type: 'GET_HEALTH', get_health: { healthy: true } });
  });

  test('[case 61] weights that are 0, negative or no number are refused; valid ones count', async () => {
    for (const weight of [0, -1, 'many']) {
      const weight_infos = [{ role: 'web', weight }];
      expect((await ask('UPDATE_WEIGHTS', { update_weights: { weight_infos } })).status).toBe(400);
    }
    const weight_infos = [{ role: 'web', weight: 2.5 }];
    expect((await ask('UPDATE_WEIGHTS', { update_weights: { weight_infos } })).status).toBe(200);
    expect((await ask('GET_WEIGHTS')).body.get_weights.weight_infos).toEqual([{ role: 'web', weight: 2.5 }]);
    expect((await get('/master/roles')).roles).toMatchObject([{ name: 'web', weight: 2.5 }]);
  });

  test('quota: what is not limited is left out; nested roles and guarantees above limits are refused', async () => {
    const save = (config: object) => ask('UPDATE_QUOTA', { update_quota: { quota_configs: [config] } });
    const cpus = (value: number) => ({ cpus: { value } });
    expect((await save({ role: 'web/a', limits: cpus(1) })).status).toBe(400);
    expect((await save({ role: 'web', guarantees: cpus(3), limits: cpus(2) })).status).toBe(400);
    expect((await save({ role: 'web', guarantees: cpus(1), limits: cpus(2) })).status).toBe(200);
    expect((await ask('GET_QUOTA')).body.get_quota.status.configs).toEqual([
      { role: 'web', guarantees: cpus(1), limits: cpus(2) },
    ]);
  });

  test('tears a framework down, with its tasks', async () => {
    const body = `frameworkId=${scheduler.frameworkId}`;
    expect((await fetch(`${stage.url}/master/teardown`, { method: 'POST', body })).status).toBe(200);
    await scheduler.until(() => scheduler.ended);
    await stage.until(() => [...stage.plane.view.all('tasks')].every(({ state }) => state === 'stopped'));
    expect((await ask('GET_FRAMEWORKS')).body.get_frameworks).toMatchObject({
      frameworks: [],
      completed_frameworks: [{ framework_info: { name: 'one' } }],
    });
  });

  test('streams what happens after the state as it is', async () => {
    const gone = new AbortController();
    const response = await fetch(`${stage.url}/api/v1`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/recordio' },
      body: '{"type":"SUBSCRIBE"}',
      signal: gone.signal,
    });
    expect(response.headers.get('message-content-type')).toBe('application/json');
    const reader = new RecordReader();
    const types: string[] = [];
    await scheduler.call('KILL', { kill: { task_id: { value: 'task-1' } } });
    for await (const chunk of response.body!) {
      for (const record of reader.take(chunk)) types.push(JSON.parse(record).type);
      if (types.includes('TASK_UPDATED')) break;
    }
    gone.abort();
    expect(types.slice(0, 2)).toEqual(['SUBSCRIBED', 'HEARTBEAT']);
  });
});

describe('the endpoints that dashboards poll', () => {
  test('state and state.json: agents, frameworks with their tasks', async () => {
    expect(await get('/master/state.json')).toMatchObject({
      activated_slaves: 1,
      slaves: [{ hostname: 'node-0', resources: { cpus: 8, ports: '[31000-31999]' } }],
      frameworks: [
        { name: 'one', tasks: [{ id: 'task-1', state: 'TASK_RUNNING', resources: { cpus: 0.1 } }] },
      ],
    });
  });

  test('state-summary, slaves, frameworks, tasks', async () => {
    expect(await get('/master/state-summary')).toMatchObject({
      slaves: [{ TASK_RUNNING: 1, TASK_FAILED: 0 }],
      frameworks: [{ TASK_RUNNING: 1 }],
    });
    expect((await get('/master/slaves')).slaves).toHaveLength(1);
    expect((await get('/master/frameworks?framework_id=none')).frameworks).toEqual([]);
    expect((await get('/master/tasks?limit=1')).tasks).toMatchObject([{ id: 'task-1' }]);
  });

  test('metrics/snapshot', async () => {
    expect(await get('/metrics/snapshot')).toMatchObject({
      'master/elected': 1,
      'master/cpus_total': 8,
      'master/cpus_used': 0.1,
      'master/tasks_running': 1,
      'master/frameworks_connected': 1,
      'master/slaves_active': 1,
      'allocator/mesos/roles/web/shares/dominant': expect.any(Number),
    });
  });

  test('[pain 7] who has the state of this revision gets no body', async () => {
    const first = await fetch(`${stage.url}/master/state`);
    await first.text();
    const again = await fetch(`${stage.url}/master/state`, {
      headers: { 'if-none-match': first.headers.get('etag')! },
    });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  test('makes and destroys persistent volumes, by call or by form', async () => {
    const agent_id = { value: [...stage.plane.view.all('nodes')][0]!.id };
    const disk = (value: number, more: object = {}) => ({
      ...{ name: 'disk', type: 'SCALAR', scalar: { value }, ...more },
      reservations: [{ type: 'DYNAMIC', role: 'web' }],
    });
    const volume = (id: string) =>
      disk(40, { disk: { persistence: { id }, volume: { mode: 'RW', container_path: 'data' } } });
    const reserved = await ask('RESERVE_RESOURCES', {
      reserve_resources: { agent_id, resources: [disk(100)] },
    });
    expect(reserved.status).toBe(202);
    const made = await ask('CREATE_VOLUMES', { create_volumes: { agent_id, volumes: [volume('a')] } });
    expect(made.status).toBe(202);
    const send = (path: string, field: string, resources: object[]) =>
      fetch(`${stage.url}/master/${path}`, {
        method: 'POST',
        body: new URLSearchParams({ slaveId: agent_id.value, [field]: JSON.stringify(resources) }),
      });
    expect((await send('create-volumes', 'volumes', [volume('b')])).status).toBe(202);
    const shown = (await get('/master/slaves')).slaves[0].reserved_resources_full.web;
    expect(shown.map((one: { disk?: object }) => one.disk ?? null)).toEqual([
      null,
      ...['a', 'b'].map((id) => expect.objectContaining({ persistence: { id, principal: 'ada' } })),
    ]);
    expect((await get('/master/slaves')).slaves[0].reserved_resources_full.web[0].scalar.value).toBe(20);
    const tooMuch = await send('create-volumes', 'volumes', [volume('c')]);
    expect([tooMuch.status, await tooMuch.text()]).toEqual([
      409,
      expect.stringContaining('reserved for web'),
    ]);
    expect((await send('unreserve', 'resources', [volume('a')])).status).toBe(400);
    expect((await send('destroy-volumes', 'volumes', [volume('b')])).status).toBe(202);
    const gone = await ask('DESTROY_VOLUMES', { destroy_volumes: { agent_id, volumes: [volume('c')] } });
    expect([gone.status, gone.body]).toEqual([400, expect.stringContaining("'c' does not exist")]);
    for (const body of ['', `slaveId=${agent_id.value}`, `slaveId=${agent_id.value}&volumes=x`]) {
      const wrong = await fetch(`${stage.url}/master/create-volumes`, { method: 'POST', body });
      expect(wrong.status).toBe(400);
    }
  });

  test('health, version, redirect, and what is not there', async () => {
    expect((await fetch(`${stage.url}/master/health`)).status).toBe(200);
    expect((await get('/master/version')).version).toMatch(/^1\./);
    for (const path of ['/redirect', '/master/redirect']) {
      const redirect = await fetch(`${stage.url}${path}`, { redirect: 'manual' });
      const location = redirect.headers.get('location');
      expect([redirect.status, location]).toEqual([307, `//${new URL(stage.url).host}`]);
    }
    expect((await fetch(`${stage.url}/master/nothing`)).status).toBe(404);
  });
});
