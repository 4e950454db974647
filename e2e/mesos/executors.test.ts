import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Cluster, startCluster, until } from '@gantry/bench/cluster';
import { buildHelloImage, findBusybox } from '@gantry/examples/hello-image';
import {
  type ExecutorInfo,
  type Offer,
  type Resource,
  Scheduler,
  type TaskInfo,
  type TaskStatus,
} from '@gantry/framework-sdk';
import Docker from 'dockerode';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** Executors of a framework's own as real processes under a real agent: the example of the SDK, and the npm package's class. */

const sdkExecutor = resolve(import.meta.dirname, '../../packages/framework-sdk/example/shell-executor.ts');
const repository = resolve(import.meta.dirname, '../..');
const npmExecutor = join(import.meta.dirname, 'npm-executor.ts');

interface Task {
  id: string;
  name: string;
  state: string;
  reason: string;
  executor?: string;
  carrier?: string;
  containers: { runtimeId: string }[];
}

const socketPath = process.env.GANTRY_TEST_DOCKER_SOCKET ?? '/var/run/docker.sock';
const docker = new Docker({ socketPath });
const hasEngine = await docker.ping().then(
  () => !('missing' in findBusybox()),
  () => false,
);
if (!hasEngine) console.warn(`Executors in containers are not tested: no engine at ${socketPath}`);
const image = `localhost/gantry-test/executor-${randomUUID()}:1`;

let cluster: Cluster;

beforeAll(async () => {
  if (hasEngine) await buildHelloImage(1, { socketPath, image });
  cluster = await startCluster({
    localAgents: 1,
    dockerSocket: hasEngine ? socketPath : null,
    environment: { GANTRY_HOST_PATH_ROOTS: `/usr,${repository}` },
  });
}, 120_000);
afterAll(async () => {
  await cluster?.stop();
  if (!hasEngine) return;
  for (const { Id } of await docker.listContainers({ all: true, filters: { ancestor: [image] } }))
    await docker.getContainer(Id).remove({ force: true });
  await docker.getImage(image).remove({ force: true });
}, 120_000);

/** A scheduler that launches what it is asked to of the next offer, and keeps what it hears. */
class Stage {
  readonly statuses: TaskStatus[] = [];
  readonly said: string[] = [];
  readonly ended: { executorId: string; status: number | null }[] = [];
  readonly scheduler: Scheduler;
  agentId = '';
  #wanted: ((offer: Offer) => TaskInfo[])[] = [];
  #run: Promise<void>;

  constructor(name: string) {
    this.scheduler = new Scheduler({
      ...{ url: cluster.url, token: cluster.token, framework: { name } },
      handlers: {
        offers: async (offers, scheduler) => {
          for (const offer of offers) {
            this.agentId = offer.agent_id.value;
            const make = this.#wanted.shift();
            if (make === undefined) await scheduler.decline([offer], 3_600);
            else await scheduler.launch(offer, make(offer), 3_600);
          }
        },
        update: (status) => {
          this.statuses.push(status);
        },
        message: ({ data }) => {
          this.said.push(data.toString());
        },
        executorLost: (ended) => {
          this.ended.push(ended);
        },
      },
    });
    this.#run = this.scheduler.run();
  }

  async launch(executor: ExecutorInfo, lines: Record<string, string>): Promise<void> {
    this.#wanted.push((offer) =>
      Object.entries(lines).map(([id, line]) => ({
        name: id,
        task_id: { value: id },
        agent_id: offer.agent_id,
        resources: amounts(0.1, 32),
        executor,
        data: Buffer.from(line).toString('base64'),
      })),
    );
    await until(
      () =>
        this.scheduler.revive().then(
          () => true,
          () => false,
        ),
      (isDone) => isDone,
      { withinMs: 20_000, what: 'offers asked for' },
    );
  }

  of = (id: string): string[] =>
    this.statuses.filter(({ task_id }) => task_id.value === id).map(({ state }) => state);

  sees(what: string, holds: () => boolean): Promise<unknown> {
    return until(async () => this.statuses, holds, { withinMs: 30_000, what });
  }

  async end(): Promise<void> {
    await this.scheduler.teardown();
    await this.#run;
    const live = async () => (await tasks()).filter(({ state }) => !ends.includes(state));
    await until(live, (left) => left.length === 0, { withinMs: 20_000, what: 'the end of all tasks' });
  }
}

const ends = ['stopped', 'failed', 'succeeded', 'lost'];
const tasks = async () => (await cluster.query<{ items: Task[] }>('tasks.list')).items;
const liveExecutor = async (id: string) =>
  (await tasks()).find((task) => task.executor === id && !ends.includes(task.state));

const amounts = (cpus: number, mem: number): Resource[] => [
  { name: 'cpus', type: 'SCALAR', scalar: { value: cpus } },
  { name: 'mem', type: 'SCALAR', scalar: { value: mem } },
];

const executorOf = (id: string, program = sdkExecutor): ExecutorInfo => ({
  type: 'CUSTOM',
  executor_id: { value: id },
  command: { shell: false, value: process.execPath, arguments: ['node', program] },
  resources: amounts(0.2, 64),
});

const forever = 'exec sleep 1000';
let stage: Stage;

const parentOf = (pid: number) =>
  Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);

it('carries tasks in one process, hears and says, kills one, and outlives its agent and the control plane', async () => {
  stage = new Stage('carrying');
  await stage.launch(executorOf('shell'), { one: forever, two: forever, three: 'exit 3' });
  await stage.sees('both running', () => ['one', 'two'].every((id) => stage.of(id).includes('TASK_RUNNING')));
  await stage.sees('the failed one', () => stage.of('three').includes('TASK_FAILED'));
  expect(stage.of('three')).toEqual(['TASK_RUNNING', 'TASK_FAILED']);

  const executor = (await liveExecutor('shell'))!;
  const carried = (await tasks()).filter(({ carrier }) => carrier === executor.id);
  expect(carried.map(({ state }) => state).sort()).toEqual(['failed', 'running', 'running']);

  await stage.scheduler.message(stage.agentId, 'shell', 'which');
  await stage.sees('an answer', () => stage.said.includes('which: one two'));

  await stage.scheduler.kill('one');
  await stage.sees('the killed one', () => stage.of('one').includes('TASK_KILLED'));
  expect(stage.of('two')).toEqual(['TASK_RUNNING']);

  for (const pid of cluster.agentPids()) process.kill(pid, 'SIGKILL');
  await cluster.crash();
  await cluster.restart();
  // Another task for the same executor: it is the same process, and tells of both.
  await stage.launch(executorOf('shell'), { four: 'exit 0' });
  await stage.sees('the fourth', () => stage.of('four').includes('TASK_FINISHED'));
  const after = (await liveExecutor('shell'))!;
  expect(after.containers[0]!.runtimeId).toBe(executor.containers[0]!.runtimeId);
  expect(stage.of('two')).toEqual(['TASK_RUNNING']);

  await stage.scheduler.shutdown(stage.agentId, 'shell');
  await stage.sees('its end', () => stage.ended.length > 0);
  expect(stage.ended[0]).toMatchObject({ executorId: 'shell', status: 0 });
  await stage.sees('the last task', () => stage.of('two').includes('TASK_KILLED'));
  await stage.end();
}, 120_000);

it('tells of an executor that is killed, and of all that it carried', async () => {
  stage = new Stage('killed');
  await stage.launch(executorOf('doomed'), { one: forever, two: forever });
  await stage.sees('both running', () => ['one', 'two'].every((id) => stage.of(id).includes('TASK_RUNNING')));
  const [{ message }] = stage.statuses.filter(({ task_id }) => task_id.value === 'one') as [TaskStatus];
  const child = Number(/process (\d+)/.exec(message ?? '')![1]);
  process.kill(parentOf(child), 'SIGKILL');
  await stage.sees('both failed', () => ['one', 'two'].every((id) => stage.of(id).includes('TASK_FAILED')));
  const failed = stage.statuses.filter(({ state }) => state === 'TASK_FAILED');
  expect(failed.map(({ reason, source }) => [reason, source])).toEqual(
    Array(2).fill(['REASON_EXECUTOR_TERMINATED', 'SOURCE_AGENT']),
  );
  await stage.sees('the failure', () => stage.ended.length > 0);
  expect(stage.ended).toMatchObject([{ executorId: 'doomed', status: 9 }]);
  await stage.end();
}, 120_000);

it('carries tasks for the executor of the npm package mesos-framework', async () => {
  stage = new Stage('npm');
  await stage.launch(executorOf('npm', npmExecutor), { one: 'unused', two: 'unused' });
  await stage.sees('both running', () => ['one', 'two'].every((id) => stage.of(id).includes('TASK_RUNNING')));
  await stage.scheduler.message(stage.agentId, 'npm', 'hello');
  await stage.sees('an answer', () => stage.said.includes('heard hello'));
  await stage.scheduler.kill('one');
  await stage.sees('the killed one', () => stage.of('one').includes('TASK_KILLED'));
  await stage.scheduler.shutdown(stage.agentId, 'npm');
  await stage.sees('its end', () => stage.ended.length > 0);
  expect(stage.of('two')).toEqual(['TASK_RUNNING', 'TASK_FAILED']);
  await stage.end();
}, 120_000);

/** The machine's own node with its libraries, in an image that has neither. */
const boxed = (id: string): ExecutorInfo => {
  const readOnly = (container_path: string, host_path: string) => ({
    container_path,
    host_path,
    mode: 'RO' as const,
  });
  const volumes = [
    readOnly('/lib', '/usr/lib'),
    readOnly('/lib64', '/usr/lib64'),
    readOnly(repository, repository),
  ];
  return { ...executorOf(id), container: { type: 'DOCKER', docker: { image, network: 'HOST' }, volumes } };
};

it.skipIf(!hasEngine)(
  'carries tasks in a container',
  async () => {
    stage = new Stage('boxed');
    await stage.launch(boxed('box'), { one: forever, two: 'test -d "$MESOS_SANDBOX"' });
    await stage.sees('the end of one', () => stage.of('two').includes('TASK_FINISHED'));
    const executor = (await liveExecutor('box'))!;
    const containers = await docker.listContainers({ filters: { ancestor: [image] } });
    expect(containers.map(({ Id }) => Id)).toEqual([executor.containers[0]!.runtimeId]);
    await stage.scheduler.shutdown(stage.agentId, 'box');
    await stage.sees('its end', () => stage.ended.length > 0);
    expect(stage.ended).toMatchObject([{ executorId: 'box', status: 0 }]);
    await stage.sees('the end of the other', () => stage.of('one').includes('TASK_KILLED'));
    await stage.end();
  },
  120_000,
);
