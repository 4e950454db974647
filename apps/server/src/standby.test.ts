import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Scheduler, type TaskStatus, task } from '@gantry/framework-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRunFile, readStandbys } from './run-file.ts';
import { type Caller, callerOf } from './testing/call.ts';
import { runScript, type ServerProcess, startProcess, testToken } from './testing/server-process.ts';
import { until } from './testing/until.ts';

let folder: string;
let leader: ServerProcess;
let standby: ServerProcess;
let isEnded = false;

/** Stands by for the one that leads, or leads where none does. */
async function startOne(): Promise<ServerProcess> {
  const running = readRunFile(folder);
  const [port, tlsPort] = [running?.url, running?.tlsUrl].map((url) => (url ? new URL(url).port : '0'));
  return await startProcess(folder, {
    GANTRY_LOCAL_AGENTS: '1',
    GANTRY_PORT: port!,
    GANTRY_TLS_PORT: tlsPort!,
    GANTRY_STANDBY_PORT: '0',
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-standby-'));
  leader = await startOne();
  standby = await startOne();
}, 60_000);
afterAll(async () => {
  await Promise.all([leader.kill('SIGKILL'), standby.kill('SIGKILL')]);
  if (!isEnded) await runScript('stop', folder);
  await rm(folder, { recursive: true, force: true });
}, 120_000);

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${standby.url}${path}`, { redirect: 'manual', headers });

/** A framework with one task, connected by way of the standby. */
function sleeperFramework() {
  const ids: string[] = [];
  const told: TaskStatus[] = [];
  const scheduler = new Scheduler({
    url: standby.url,
    token: testToken,
    framework: { user: 'root', name: 'sleeper', failoverTimeoutSeconds: 60, roles: ['*'] },
    handlers: {
      subscribed: (id) => void ids.push(id),
      update: (status) => void told.push(status),
      offers: ([offer]) =>
        offer === undefined || told.length > 0
          ? undefined
          : scheduler.launch(offer, [
              task(offer, { id: 'sleep', command: 'exec sleep 1000', cpus: 0.1, memoryMegabytes: 32 }),
            ]),
    },
  });
  return { scheduler, ids, told, over: scheduler.run() };
}

/** Makes deployments until the control plane is gone; has the names of those that it promised. */
async function deployUntilGone(api: Caller, promised: string[]): Promise<void> {
  const template = { containers: [{ name: 'main', image: '/opt/none' }] };
  for (let number = 0; ; number += 1) {
    const manifest = { name: `d${number}`, runtime: 'process', replicas: 0, template };
    const { status } = await api.tell('deployments.deploy', { manifest });
    if (status === 200) promised.push(manifest.name);
  }
}

const agentPid = () => readFile(join(folder, 'agents/node-1/agent.pid'), 'utf8');

describe('a second control plane on the same data folder', () => {
  it('sends clients to the leader: Mesos’s and pages with 307, all others with a word on who leads', async () => {
    const { host } = new URL(leader.url);
    for (const path of ['/api/v1/scheduler', '/master/api/v1', '/master/state?a=b']) {
      const { status, headers } = await get(path);
      expect([status, headers.get('location')]).toEqual([307, `//${host}${path}`]);
    }
    expect((await get('/redirect')).headers.get('location')).toBe(`//${host}`);
    expect((await get('/marathon/v2/apps')).headers.get('location')).toBe(`http://${host}/marathon/v2/apps`);
    const page = await get('/deployments', { accept: 'text/html' });
    expect([page.status, page.headers.get('location')]).toEqual([307, `http://${host}/deployments`]);
    const api = await get('/trpc/nodes.list', { authorization: `Bearer ${testToken}` });
    expect(api.status).toBe(503);
    const message = `This control plane stands by for the one at ${leader.url}. Ask there.`;
    expect(await api.json()).toMatchObject({ code: 'not_leader', message });
    expect((await get('/healthz')).status).toBe(200);
    const ready = await get('/readyz');
    expect([ready.status, await ready.text()]).toEqual([503, `${message}\n`]);
  });

  it('takes over from one that is killed: nothing promised is lost, and a framework and its task go on', async () => {
    const { scheduler, ids, told, over } = sleeperFramework();
    await until(() => told.find(({ state }) => state === 'TASK_RUNNING') ?? null, { what: 'the task' });
    const agent = await agentPid();
    const api = callerOf(leader.url, testToken);
    const promised: string[] = [];
    const writing = deployUntilGone(api, promised).catch(() => {});
    await until(() => (promised.length >= 20 ? true : null), { what: 'some deployments' });

    await leader.kill('SIGKILL');
    await writing;
    await until(() => ids[1] ?? null, { what: 'the framework, again' });
    expect(ids[1]).toBe(ids[0]);
    told.length = 0;
    await scheduler.reconcile(['sleep']);
    await until(() => told[0] ?? null, { what: 'the task’s state' });
    expect(told[0]).toMatchObject({ task_id: { value: 'sleep' }, state: 'TASK_RUNNING' });
    for (const url of [leader.url, standby.url]) {
      const { data } = await callerOf(url, testToken).ask('deployments.list', { limit: 1_000 });
      const names = data.items.map(({ name }: { name: string }) => name);
      expect(names).toEqual(expect.arrayContaining(promised));
    }
    expect(await agentPid()).toBe(agent);
    const tasks = await api.ask('tasks.list', { states: ['running'] });
    expect(tasks.data.items).toHaveLength(1);
    await scheduler.teardown();
    await over;
  }, 60_000);

  it('takes over from one that is stopped, whose agent runs on', async () => {
    const [agent, { url }] = [await agentPid(), readRunFile(folder)!];
    [leader, standby] = [standby, await startOne()];
    await leader.kill('SIGTERM');
    expect(leader.printed()).toContain('Gantry goes on in the control plane that stood by.');
    await until(() => /Gantry runs/.exec(standby.printed()), { what: 'the takeover' });
    expect(await agentPid()).toBe(agent);
    expect(readRunFile(folder)).toMatchObject({ url });
  }, 60_000);

  it('is stopped by npm stop before the one that leads, and leaves nothing', async () => {
    [leader, standby] = [standby, await startOne()];
    expect(readStandbys(folder)).toHaveLength(1);
    isEnded = (await runScript('stop', folder)).code === 0;
    expect(isEnded).toBe(true);
    expect(standby.printed()).toContain('Gantry stands by no more.');
    expect([readRunFile(folder), readStandbys(folder)]).toEqual([null, []]);
  }, 60_000);
});
