import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Cluster, startCluster, until } from '@gantry/bench/cluster';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** The SDK's example as a process of its own, on real processes: through a crash of the control plane and its own. */

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
