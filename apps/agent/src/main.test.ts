import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Assignment, Container, TaskId, TaskReport, Template, TemplateHash } from '@gantry/model';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ControlServer } from './testing/control-server.ts';
import { eventually } from './testing/eventually.ts';

/** The agent as it is started in earnest, with real processes under it; only the control plane is the test's own. */
const main = new URL('./main.ts', import.meta.url).pathname;

/** Answers on PORT; at /exit/7 it ends with that code; SIGTERM ends it with 0. */
const program = `
const server = require('node:http').createServer((request, response) => {
  const [, path, detail] = request.url.split('/');
  if (path === 'exit') process.exit(Number(detail));
  response.end('pid ' + process.pid);
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('listening on ' + process.env.PORT));
process.on('SIGTERM', () => { console.error('error: told to stop'); process.exit(0); });
`;

let folder: string;
let control: ControlServer;
let agents: ChildProcess[];
let port: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gantry-agent-'));
  control = await ControlServer.listen();
  agents = [];
  port = await freePort();
});

afterEach(async () => {
  await removeEverything();
  for (const agent of agents) agent.kill('SIGKILL');
  await control.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Through a living agent, as nobody else knows the processes. */
async function removeEverything(): Promise<void> {
  if (control.assignments.length === 0) return;
  if (agents.every(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null))
    await startAgent();
  for (const assignment of control.assignments) {
    const template = control.templates[assignment.templateHash]!;
    control.assign({ ...assignment, desired: 'stopped', stopGraceSeconds: 0 }, template);
    await control.report(assignment.taskId, ({ state }) =>
      ['stopped', 'failed', 'succeeded'].includes(state),
    );
  }
}

function spawnAgent(): { agent: ChildProcess; output: () => string } {
  let output = '';
  const env = {
    PATH: process.env.PATH,
    GANTRY_SERVER: control.url,
    GANTRY_JOIN_TOKEN: 'join-me',
    GANTRY_NODE_NAME: 'test-node',
    GANTRY_DATA_DIR: folder,
    GANTRY_DOCKER_SOCKET: 'none',
    GANTRY_SHARE: '1/2',
  };
  const agent = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [agent.stdout, agent.stderr]) {
    stream.on('data', (data: Buffer) => {
      output += data.toString();
    });
  }
  agents.push(agent);
  return { agent, output: () => output };
}

async function startAgent(): Promise<ChildProcess> {
  const hellos = control.hellos().length;
  const { agent, output } = spawnAgent();
  await eventually('a hello', () => control.hellos().length > hellos).catch((error: Error) => {
    throw new Error(`${error.message}; the agent said: ${output()}`);
  });
  return agent;
}

function kill(agent: ChildProcess, signal: NodeJS.Signals): Promise<unknown> {
  const gone = new Promise((resolve) => agent.once('exit', resolve));
  agent.kill(signal);
  return gone;
}

const taskId = 't1-0' as TaskId;
const noResources = { cpuMillis: 0, memoryBytes: 0, diskBytes: 0, gpus: 0 };

function aTemplate(over: Partial<Container> = {}): Template {
  const http = { type: 'http', path: '/', port: 'http', scheme: 'HTTP', host: null, headers: [] } as const;
  const container: Container = {
    name: 'web',
    image: '',
    imagePullPolicy: 'IfNotPresent',
    command: [process.execPath, '-e', program],
    args: [],
    workingDir: null,
    env: [],
    ports: [{ name: 'http', containerPort: 0, hostPort: 0, protocol: 'TCP' }],
    requests: noResources,
    limits: { cpuMillis: null, memoryBytes: null },
    volumeMounts: [],
    startupProbe: null,
    livenessProbe: null,
    readinessProbe: {
      handler: { ...http, headers: [] },
      initialDelaySeconds: 0,
      periodSeconds: 1,
      timeoutSeconds: 1,
      successThreshold: 1,
      failureThreshold: 3,
      terminationGracePeriodSeconds: null,
    },
    preStop: null,
    stopSignal: null,
    tty: false,
    ...over,
  };
  return {
    runtime: 'process',
    labels: {},
    annotations: {},
    containers: [container],
    nodeSelector: {},
    constraints: [],
    tolerations: [],
    priority: 0,
    terminationGracePeriodSeconds: 10,
    volumes: [],
    hostNetwork: false,
    restartedAt: null,
  };
}

function anAssignment(over: Partial<Assignment> = {}): Assignment {
  return {
    taskId,
    name: 'web-1',
    namespace: 'default',
    owner: 'web',
    revision: 1,
    desired: 'running',
    notBeforeAtMs: null,
    stopGraceSeconds: null,
    templateHash: 'h1' as TemplateHash,
    hostPorts: [port],
    environment: { 'web/PORT': String(port) },
    countErrorLines: false,
    files: [],
    volumes: {},
    trouble: null,
    ...over,
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function ask(path = '/'): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = get({ host: '127.0.0.1', port, path, agent: false }, async (answer) => {
      let text = '';
      for await (const chunk of answer) text += chunk;
      resolve(text);
    });
    asked.on('error', reject);
  });
}

async function runTask(): Promise<{ agent: ChildProcess; report: TaskReport }> {
  const agent = await startAgent();
  control.assign(anAssignment(), aTemplate());
  return { agent, report: await control.report(taskId, ({ ready }) => ready) };
}

describe('the agent process', { timeout: 120_000 }, () => {
  test('joins, keeps its key to itself, and describes its share of the machine', async () => {
    await startAgent();
    const hello = control.hellos()[0]!;
    expect(hello.credential).toEqual({ kind: 'join', token: 'join-me' });
    expect(hello.node).toMatchObject({
      name: 'test-node',
      address: '127.0.0.1',
      labels: { 'kubernetes.io/hostname': 'test-node' },
    });
    expect(hello.node.resources.memoryBytes).toBeGreaterThan(0);
    expect(hello.node.runtimes).toMatchObject([{ name: 'process', available: true }]);
    await eventually('the key', () => statSync(join(folder, 'node.json'), { throwIfNoEntry: false }));
    expect(statSync(join(folder, 'node.json')).mode & 0o777).toBe(0o600);
  });

  test('starts a program, says when it is ready, shows its log, runs a command beside it, forwards its port', async () => {
    const { report } = await runTask();
    expect(report).toMatchObject({
      state: 'running',
      containers: [{ name: 'web', state: 'running', ready: true }],
    });
    expect(await ask()).toMatch(/^pid \d+$/);
    const logs = {
      kind: 'logs',
      taskId,
      container: null,
      tailLines: null,
      sinceMs: null,
      timestamps: false,
    } as const;
    expect((await control.ask({ ...logs, follow: false })).text).toContain(`listening on ${port}\n`);
    const exec = {
      kind: 'exec',
      taskId,
      container: 'web',
      tty: false,
      stdin: true,
      columns: null,
      rows: null,
    } as const;
    const echo = await control.ask(
      { ...exec, command: ['sh', '-c', 'read line; echo got $line; exit 3'] },
      { input: ['this\n'] },
    );
    expect(echo).toEqual({ text: 'got this\n', exitCode: 3, error: null });
    const forwarded = await control.ask(
      { kind: 'port-forward', taskId, port },
      { input: ['GET / HTTP/1.0\r\n\r\n'], enough: (text) => text.includes('pid ') },
    );
    expect(forwarded.text).toContain('HTTP/1.1 200 OK');
    const elsewhere = await control.ask({ kind: 'port-forward', taskId, port: 1 });
    expect(elsewhere.error).toContain('does not declare port 1');
  });

  test('killed with -9 and started again, it adopts the running program and does not restart it', async () => {
    const { agent, report } = await runTask();
    const before = await ask();
    await kill(agent, 'SIGKILL');
    expect(await ask()).toBe(before);
    const told = control.said.length;
    await startAgent();
    const hello = control.hellos()[1]!;
    expect(hello).toMatchObject({ nodeId: 'n1', credential: { kind: 'key', key: 'the-key-of-the-node' } });
    expect(hello.tasks).toMatchObject([
      { taskId, state: 'running', ready: true, containers: report.containers },
    ]);
    await eventually(
      'two heartbeats',
      () => control.said.slice(told).filter(({ type }) => type === 'heartbeat').length > 1,
    );
    expect(await ask()).toBe(before);
    const since = control.said.slice(told).flatMap((said) => (said.type === 'report' ? said.tasks : []));
    expect(since.filter(({ ready }) => !ready)).toEqual([]);
  });

  test('tells how a program ended while no agent was there', async () => {
    const { agent } = await runTask();
    await kill(agent, 'SIGKILL');
    await ask('/exit/7').catch(() => {});
    await startAgent();
    const report = await control.report(taskId, ({ state }) => state === 'failed');
    expect(report).toMatchObject({ reason: 'Error', message: 'container web exited with code 7' });
  });

  test('a program killed from outside is told as that', async () => {
    await runTask();
    process.kill(Number((await ask()).slice('pid '.length)), 'SIGKILL');
    const report = await control.report(taskId, ({ state }) => state === 'failed');
    expect(report).toMatchObject({ reason: 'Killed', containers: [{ signal: 'SIGKILL' }] });
  });

  test('a stop lets the program end by itself', async () => {
    await runTask();
    control.assign(anAssignment({ desired: 'stopped' }), aTemplate());
    const report = await control.report(taskId, ({ state }) => state === 'stopped');
    expect(report).toMatchObject({ reason: 'Stopped', containers: [{ exitCode: 0, signal: null }] });
    const states = control.reports(taskId).map(({ state, ready }) => `${state} ${ready}`);
    expect(states.indexOf('stopping false')).toBeGreaterThan(states.indexOf('running true'));
  });

  test('a program that cannot be started is told as failed, with the reason', async () => {
    await startAgent();
    control.assign(anAssignment(), aTemplate({ command: ['/no/such/program'] }));
    const report = await control.report(taskId, ({ state }) => state === 'failed');
    expect(report.message).toContain('/no/such/program');
  });

  test('SIGTERM ends the agent and leaves the tasks running', async () => {
    const { agent } = await runTask();
    const before = await ask();
    await kill(agent, 'SIGTERM');
    expect(agent.exitCode).toBe(0);
    expect(await ask()).toBe(before);
  });

  test('a second agent is kept out of the data folder, and told by whom', async () => {
    const agent = await startAgent();
    const second = spawnAgent();
    await new Promise((resolve) => second.agent.once('close', resolve));
    expect(second.agent.exitCode).toBe(2);
    expect(second.output()).toContain(`process ${agent.pid}`);
    expect(Number(readFileSync(join(folder, 'agent.pid'), 'utf8').split(' ')[0])).toBe(agent.pid);
  });

  test('what is forgotten leaves nothing behind', async () => {
    await runTask();
    control.assign(anAssignment({ desired: 'stopped' }), aTemplate());
    await control.report(taskId, ({ state }) => state === 'stopped');
    control.forget(taskId);
    const entry = join(folder, 'tasks', `${taskId}.json`);
    await eventually('the journal to be empty', () => !statSync(entry, { throwIfNoEntry: false }));
  });
});
