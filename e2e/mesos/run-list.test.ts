import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Cluster, startCluster, until } from '@gantry/bench/cluster';
import { type Offer, type Resource, Scheduler, type TaskStatus, task } from '@gantry/framework-sdk';
import { afterAll, beforeAll, expect, it } from 'vitest';

/**
 * The SDK on real processes: its example as a process of its own, through a crash of the control plane and its own; and a
 * scheduler whose tasks keep their data in a volume.
 */

const program = resolve(import.meta.dirname, '../../packages/framework-sdk/example/run-list.ts');
let cluster: Cluster;
let folder: string;
let child: ChildProcess | null = null;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-list-'));
  cluster = await startCluster({ localAgents: 2 });
  await writeFile(join(folder, 'token'), cluster.token);
}, 120_000);
afterAll(async () => {
  child?.kill('SIGKILL');
  await cluster?.stop();
  await rm(folder, { recursive: true, force: true });
}, 120_000);

function start(commands: string): { text(): string; exit: Promise<unknown[]> } {
  let text = '';
  const process_ = spawn(process.execPath, [program, cluster.url, join(folder, 'token'), commands]);
  child = process_;
  for (const stream of [process_.stdout, process_.stderr]) stream.on('data', (chunk) => (text += chunk));
  return { text: () => text, exit: once(process_, 'exit') };
}

const told = (run: { text(): string }, what: string) =>
  until(
    async () => run.text(),
    (text) => text.includes(what),
    { withinMs: 30_000, what },
  );

it('runs every line, tries failures again, and goes on after a crash of either side', async () => {
  const commands = join(folder, 'commands.txt');
  const gate = join(folder, 'gate');
  const waiting = `while [ ! -e ${gate} ]; do sleep 0.1; done; echo x >> ${join(folder, 'ran')}`;
  await writeFile(commands, `# a comment\ntrue\nexit 7\n${waiting}\n`);

  const first = start(commands);
  await told(first, 'line-1-try-1: TASK_FINISHED');
  await told(first, 'line-2-try-3: TASK_FAILED');
  await cluster.crash();
  await cluster.restart();
  await told(first, 'ECONNREFUSED');
  child!.kill('SIGKILL');
  await first.exit;

  const second = start(commands);
  await until(
    () => cluster.query<{ items: { name: string; connected: boolean }[] }>('frameworks.list'),
    ({ items }) => items.filter(({ name }) => name === 'run-list').every(({ connected }) => connected),
    { withinMs: 20_000, what: 'the framework, connected again' },
  );
  await writeFile(gate, '');
  await second.exit;
  expect(second.text()).toContain('2 done, 1 failed');
  // The third line's task ran through all of it, once.
  expect(await readFile(join(folder, 'ran'), 'utf8')).toBe('x\n');
}, 120_000);

it('keeps data in a persistent volume from one task to the next, and destroys it', async () => {
  const reservations = [{ type: 'DYNAMIC' as const, role: 'keeper' }];
  const disk: Resource = { name: 'disk', type: 'SCALAR', scalar: { value: 16 }, reservations };
  const volume: Resource = {
    ...disk,
    disk: { persistence: { id: 'data' }, volume: { mode: 'RW', container_path: 'data' } },
  };
  const told: TaskStatus[] = [];
  const offers: Offer[] = [];
  const scheduler = new Scheduler({
    ...{ url: cluster.url, token: cluster.token, framework: { name: 'keeper', roles: ['keeper'] } },
    handlers: {
      update: (status) => void told.push(status),
      offers: (more) => void offers.push(...more),
      rescinded: (id) => void offers.splice(0, offers.length, ...offers.filter((one) => one.id.value !== id)),
    },
  });
  const over = scheduler.run();
  const isVolume = (one: Resource) => one.disk?.persistence?.id === 'data';
  const offerWith = async (fits: (offer: Offer) => boolean) => {
    await scheduler.revive().catch(() => {});
    const found = await until(
      async () => offers.find(fits),
      (one) => one !== undefined,
      { withinMs: 20_000, what: 'an offer' },
    );
    offers.splice(offers.indexOf(found!), 1);
    return found!;
  };
  const aTask = (offer: Offer, id: string, command: string) => {
    const plain = task(offer, { id, command, cpus: 0.1, memoryMegabytes: 32 });
    return { ...plain, resources: [...plain.resources, volume] };
  };
  const ended = (id: string) =>
    until(
      async () =>
        told.find(
          (one) => one.task_id.value === id && one.state !== 'TASK_STARTING' && one.state !== 'TASK_RUNNING',
        ),
      (one) => one !== undefined,
      { withinMs: 20_000, what: `the end of ${id}` },
    );
  const first = await offerWith(() => true);
  await scheduler.accept(
    [first],
    [
      { type: 'RESERVE', reserve: { resources: [disk] } },
      { type: 'CREATE', create: { volumes: [volume] } },
      { type: 'LAUNCH', launch: { task_infos: [aTask(first, 'write', 'echo kept > data/word')] } },
    ],
  );
  expect(await ended('write')).toMatchObject({ state: 'TASK_FINISHED' });
  const second = await offerWith(({ resources }) => resources.some(isVolume));
  expect(second.agent_id).toEqual(first.agent_id);
  const read = aTask(second, 'read', '[ "$(cat data/word)" = kept ]');
  await scheduler.accept([second], [{ type: 'LAUNCH', launch: { task_infos: [read] } }]);
  expect(await ended('read')).toMatchObject({ state: 'TASK_FINISHED' });
  const third = await offerWith(({ resources }) => resources.some(isVolume));
  await scheduler.accept([third], [{ type: 'DESTROY', destroy: { volumes: [volume] } }]);
  await until(
    () => cluster.query<{ items: unknown[] }>('volumes.list'),
    ({ items }) => items.length === 0,
    { withinMs: 20_000, what: 'the end of the volume' },
  );
  await scheduler.teardown();
  await over;
}, 120_000);
