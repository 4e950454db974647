import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identify } from './process-identity.ts';
import { type Caller, callerOf } from './testing/call.ts';
import { runScript, type ServerProcess, startProcess, testToken } from './testing/server-process.ts';
import { until } from './testing/until.ts';

const withAgent = { GANTRY_LOCAL_AGENTS: '1' };
let folder: string;
let server: ServerProcess | null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-main-'));
  server = null;
});
afterEach(async () => {
  await server?.kill('SIGKILL');
  await runScript('stop', folder);
  await rm(folder, { recursive: true, force: true });
}, 120_000);

const sleeper = {
  name: 'sleeper',
  runtime: 'process',
  template: { containers: [{ name: 'main', image: '', command: ['/bin/sleep', '1000'] }] },
};

interface Running {
  id: string;
  name: string;
  startedAtMs: number;
}

/** The one task, once it runs. */
function runningTask(api: Caller): Promise<Running> {
  const ask = async () => (await api.ask('tasks.list', { states: ['running'] })).data.items[0] ?? null;
  return until<Running>(ask, { what: 'a running task', withinMs: 60_000 });
}

const agentPid = async () =>
  Number((await readFile(join(folder, 'agents/node-1/agent.pid'), 'utf8')).split(' ')[0]);

describe('npm start', { timeout: 120_000 }, () => {
  it('prints one line with a link that signs in, and keeps its secrets to itself', async () => {
    server = await startProcess(folder, { GANTRY_TOKEN: '' });
    const [link = ''] = /http:\S+/.exec(server.printed()) ?? [];
    expect(server.printed().match(/http/g)).toHaveLength(1);
    expect((await fetch(link, { redirect: 'manual' })).status).toBe(303);
    expect((await stat(join(folder, 'token'))).mode & 0o777).toBe(0o600);
    const another = await runScript('link', folder, { GANTRY_TOKEN: '' });
    expect(another.code).toBe(0);
    expect((await fetch(another.text.trim(), { redirect: 'manual' })).status).toBe(303);
    const kubeconfig = await runScript('kubeconfig', folder, { GANTRY_TOKEN: '' });
    expect(kubeconfig.code).toBe(0);
    const mistaken = await runScript('kubeconfig', folder, {
      GANTRY_TOKEN: 'another-token-than-that-of-the-server',
    });
    expect(mistaken.code).toBe(1);
    expect(mistaken.text).toContain('GANTRY_TOKEN');
    const log = await readFile(join(folder, 'control-plane.log'), 'utf8');
    const token = (await readFile(join(folder, 'token'), 'utf8')).trim();
    expect(log).not.toContain(token);
    expect(server.printed()).not.toContain(token);
    expect(kubeconfig.text).toContain(token);
  });

  it('says everything that is wrong with its settings, and does not start', async () => {
    const { code, text } = await runScript('main', folder, { GANTRY_PORT: 'x', GANTRY_LOCAL_AGENTS: 'many' });
    expect(code).toBe(2);
    expect(text).toMatch(/GANTRY_PORT must be .+\nGANTRY_LOCAL_AGENTS must be /);
  });

  it('says who has its port, or its data folder, and does not start', async () => {
    server = await startProcess(folder);
    const second = await runScript('main', folder);
    expect(second.code).toBe(1);
    expect(second.text).toMatch(new RegExp(folder));
    const other = await mkdtemp(join(tmpdir(), 'gantry-main-'));
    const third = await runScript('main', other, { GANTRY_PORT: new URL(server.url).port });
    await rm(other, { recursive: true });
    expect(third.code).toBe(1);
    expect(third.text).toMatch(/GANTRY_PORT/);
  });
});

describe('a task of a local agent', () => {
  it('outlives kill -9 of the control plane, together with the agent', async () => {
    server = await startProcess(folder, withAgent);
    const port = new URL(server.url).port;
    const api = callerOf(server.url, testToken);
    await api.tell('deployments.deploy', { manifest: sleeper });
    const [before, agent] = [await runningTask(api), await agentPid()];
    await server.kill('SIGKILL');
    expect(identify(agent)).not.toBeNull();
    server = await startProcess(folder, { ...withAgent, GANTRY_PORT: port });
    expect(await runningTask(api)).toMatchObject({ id: before.id, startedAtMs: before.startedAtMs });
    expect(await agentPid()).toBe(agent);
  }, 240_000);

  it('goes on after Ctrl-C, which says so, and is ended by npm stop, which keeps the deployment', async () => {
    server = await startProcess(folder, withAgent);
    await callerOf(server.url, testToken).tell('deployments.deploy', { manifest: sleeper });
    const task = await runningTask(callerOf(server.url, testToken));
    const agent = await agentPid();
    await server.kill('SIGINT');
    expect(server.printed()).toContain(`1 task goes on running: ${task.name}`);
    expect(identify(agent)).toBeNull();
    expect(await runScript('stop', folder)).toMatchObject({ code: 0 });
    server = await startProcess(folder, withAgent);
    const api = callerOf(server.url, testToken);
    expect((await api.ask('tasks.get', { task: task.id })).data).toMatchObject({ state: 'stopped' });
    expect((await runningTask(api)).id).not.toBe(task.id);
  }, 240_000);
});
