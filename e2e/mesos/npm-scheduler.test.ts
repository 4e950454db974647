import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Cluster, startCluster, until } from '@gantry/bench/cluster';
import { buildHelloImage, findBusybox } from '@gantry/examples/hello-image';
import Docker from 'dockerode';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** The npm package mesos-framework 0.5.3, unmodified, against a real cluster with real processes and containers. */

const socketPath = process.env.GANTRY_TEST_DOCKER_SOCKET ?? '/var/run/docker.sock';
const docker = new Docker({ socketPath });
const hasEngine = await docker.ping().then(
  () => !('missing' in findBusybox()),
  () => false,
);
if (!hasEngine) console.warn(`Docker tasks of a Mesos framework are not tested: no engine at ${socketPath}`);
const image = `localhost/gantry-test/npm-${randomUUID()}:1`;

interface Line {
  type: string;
  // biome-ignore lint/suspicious/noExplicitAny: events of many shapes
  body: any;
}

/** The scheduler's process and what it has said. */
class SchedulerProcess {
  readonly lines: Line[] = [];
  readonly child: ChildProcessWithoutNullStreams;

  constructor(args: string[]) {
    this.child = spawn(process.execPath, [join(import.meta.dirname, 'npm-scheduler.ts'), ...args]);
    createInterface({ input: this.child.stdout }).on('line', (line) => this.lines.push(JSON.parse(line)));
    this.child.stderr.resume();
  }

  tell(line: string): void {
    this.child.stdin.write(`${line}\n`);
  }

  updates(task: string): { state: string; id: string; agent: string }[] {
    return this.lines
      .filter(({ type, body }) => type === 'update' && body.status.task_id.value.includes(`.${task}-1.`))
      .map(({ body: { status } }) => ({
        state: status.state,
        id: status.task_id.value,
        agent: status.agent_id.value,
      }));
  }

  async sees(what: string, holds: () => boolean, withinMs = 30_000): Promise<void> {
    await until(async () => this.lines, holds, { withinMs, what });
  }
}

interface Task {
  id: string;
  name: string;
  state: string;
  frameworkId: string;
  containers: { runtimeId: string }[];
}

let cluster: Cluster;
let scheduler: SchedulerProcess;
let logFolder: string;

beforeAll(async () => {
  logFolder = await mkdtemp(join(tmpdir(), 'gantry-npm-'));
  if (hasEngine) await buildHelloImage(1, { socketPath, image });
  cluster = await startCluster({ localAgents: 2, dockerSocket: hasEngine ? socketPath : null });
}, 120_000);

afterAll(async () => {
  scheduler?.child.kill('SIGKILL');
  await cluster?.stop();
  if (hasEngine) {
    for (const { Id } of await docker.listContainers({ all: true, filters: { ancestor: [image] } }))
      await docker.getContainer(Id).remove({ force: true });
    await docker.getImage(image).remove({ force: true });
  }
  await rm(logFolder, { recursive: true, force: true });
}, 120_000);

const tasks = async () => (await cluster.query<{ items: Task[] }>('tasks.list')).items;
const running = async () => (await tasks()).filter(({ state }) => state === 'running');

it('subscribes, launches, hears of its tasks, outlives a crash of the control plane, kills and tears down', async () => {
  const wanted = {
    steady: { command: 'while :; do sleep 1; done', image: null },
    failing: { command: 'sleep 1; exit 3', image: null },
    ...(hasEngine ? { boxed: { command: 'sleep 1000', image } } : {}),
  };
  scheduler = new SchedulerProcess([cluster.url, cluster.token, JSON.stringify(wanted), logFolder]);
  const steadyOnes = Object.keys(wanted).filter((name) => name !== 'failing');
  await scheduler.sees('all tasks running', () =>
    steadyOnes.every((name) => scheduler.updates(name).some(({ state }) => state === 'TASK_RUNNING')),
  );
  for (const name of steadyOnes) expect(scheduler.updates(name)[0]!.state).toBe('TASK_STARTING');

  // It launches a failed task again, under another id.
  await scheduler.sees('the failing task failing twice', () => {
    const failed = scheduler.updates('failing').filter(({ state }) => state === 'TASK_FAILED');
    return new Set(failed.map(({ id }) => id)).size >= 2;
  });
  const acknowledged = () => scheduler.lines.filter(({ type }) => type === 'sent_acknowledge').length;
  await scheduler.sees('acknowledgements', () => acknowledged() >= 2 * steadyOnes.length + 4);

  const { frameworkId } = scheduler.lines.find(({ type }) => type === 'subscribed')!.body;
  const before = (await running()).filter(({ name }) => !name.includes('failing'));
  if (hasEngine) {
    const containers = await docker.listContainers({ filters: { ancestor: [image] } });
    expect(before.flatMap((task) => task.containers.map(({ runtimeId }) => runtimeId))).toContain(
      containers[0]!.Id,
    );
  }
  await cluster.crash();
  await cluster.restart();
  await scheduler.sees(
    'a second subscription',
    () => scheduler.lines.filter(({ type }) => type === 'subscribed').length >= 2,
  );
  const again = scheduler.lines.filter(({ type }) => type === 'subscribed').at(-1)!.body;
  expect(again.frameworkId).toBe(frameworkId);
  const failures = scheduler.updates('failing').length;
  await scheduler.sees('tasks that go on failing', () => scheduler.updates('failing').length > failures);
  const after = await running();
  for (const { id, containers } of before)
    expect(after.find((task) => task.id === id)?.containers[0]?.runtimeId).toBe(containers[0]!.runtimeId);

  const victim = scheduler.updates(steadyOnes.at(-1)!).at(-1)!;
  scheduler.tell(`kill ${victim.id} ${victim.agent}`);
  await scheduler.sees('the killed task killed', () =>
    scheduler
      .updates(steadyOnes.at(-1)!)
      .some(({ id, state }) => id === victim.id && state === 'TASK_KILLED'),
  );

  const exit = once(scheduler.child, 'exit');
  scheduler.tell('teardown');
  await exit;
  await until(running, (left) => left.length === 0, { withinMs: 20_000, what: 'the end of all tasks' });
  const { items } = await cluster.query<{ items: { id: string; completedAtMs: number | null }[] }>(
    'frameworks.list',
  );
  expect(items.find(({ id }) => id === frameworkId)?.completedAtMs).not.toBeNull();
}, 180_000);
