import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { type Cluster, startCluster, until } from '@gantry/bench/cluster';
import { programsFolder } from '@gantry/examples';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ended, jobOf, printedBy } from './job-cluster.ts';

/** A gang as MPI needs it, with the unmodified mpiexec of Debian's mpich, on two agents, as plain processes. */

const mpich = existsSync('/usr/bin/mpicc') && existsSync('/usr/bin/mpiexec');
if (!mpich)
  console.warn('SKIPPED: no mpiexec and mpicc on this machine; install mpich, libmpich-dev and gcc.');

let cluster: Cluster;

beforeAll(async () => {
  if (mpich) cluster = await startCluster({ localAgents: 2 });
}, 180_000);
afterAll(() => cluster?.stop(), 180_000);

function manifest(name: string, { cpu, sumTo }: { cpu: string; sumTo: number }) {
  const container = {
    name: 'rank',
    image: `${programsFolder}/mpi`,
    command: ['node', 'rank.cjs', './sum'],
    env: [
      { name: 'MPI_SOURCE', value: 'sum.c' },
      { name: 'SUM_TO', value: String(sumTo) },
    ],
    ports: [{ name: 'ranks' }],
    resources: { requests: { cpu, memory: '16Mi' } },
  };
  const template = { terminationGracePeriodSeconds: 1, containers: [container] };
  return { name, runtime: 'process', gang: { ranks: 4, template } };
}

interface NodeView {
  name: string;
  resources: { cpuMillis: number };
}

describe.skipIf(!mpich)('a gang of four MPI ranks', () => {
  it('runs on both agents and prints the right sum', async () => {
    await cluster.mutate('jobs.submit', { manifest: manifest('sum', { cpu: '10m', sumTo: 1_000 }) });
    const job = await ended(cluster, 'sum');
    expect(job).toMatchObject({ state: 'succeeded', message: 'All 4 ranks succeeded.' });
    expect(new Set(job.tasks.map(({ nodeId }) => nodeId)).size).toBe(2);
    expect(job.tasks.map(({ state, containers }) => [state, containers[0]!.exitCode])).toEqual(
      Array(4).fill(['succeeded', 0]),
    );
    const printed = await Promise.all(job.tasks.map((task) => printedBy(cluster, task)));
    expect(printed.join('\n')).toContain('the sum of 1 to 1000 is 500500');
    expect(printed.join('\n').match(/^rank \d of 4 on /gm)).toHaveLength(4);
  }, 120_000);

  it('with room for three does not start, says why, and starts when room comes', async () => {
    const { items } = await cluster.query<{ items: NodeView[] }>('nodes.list');
    // Two ranks fill one node; on the other, half is taken by something else.
    const half = Math.min(...items.map(({ resources }) => resources.cpuMillis)) / 2;
    const cpu = `${Math.floor(half)}m`;
    await cluster.mutate('jobs.submit', { manifest: holder('holder', cpu) });
    await until(
      () => jobOf(cluster, 'holder'),
      ({ state }) => state === 'running',
      {
        withinMs: 30_000,
        what: 'the task that takes the room',
      },
    );
    await cluster.mutate('jobs.submit', { manifest: manifest('waits', { cpu, sumTo: 10 }) });
    const waiting = await until(
      () => jobOf(cluster, 'waits'),
      ({ message }) => message !== '',
      {
        withinMs: 10_000,
        what: 'why it waits',
      },
    );
    expect(waiting).toMatchObject({ state: 'waiting', reason: 'Unplaced' });
    expect(waiting.message).toMatch(
      /^There is room for 3 of 4, which start together or not at all; for one more: 0 of 2 nodes can take it: 2 lack CPU/,
    );
    expect(waiting.tasks.every(({ state, nodeId }) => state === 'pending' && nodeId === null)).toBe(true);
    await cluster.mutate('jobs.cancel', { name: 'holder' });
    const job = await ended(cluster, 'waits');
    expect(job.state).toBe('succeeded');
    const printed = await Promise.all(job.tasks.map((task) => printedBy(cluster, task)));
    expect(printed.join('\n')).toContain('the sum of 1 to 10 is 55');
  }, 120_000);

  it('stops all when the program of one rank is killed', async () => {
    await cluster.mutate('jobs.submit', {
      manifest: { ...manifest('killed', { cpu: '10m', sumTo: 10 }), environment: { SUM_SLEEP: '600' } },
    });
    const programs = await until(
      async () => processesOf('killed').filter(({ command }) => command === './sum'),
      ({ length }) => length === 4,
      { withinMs: 60_000, what: 'four MPI programs' },
    );
    process.kill(programs.find(({ rank }) => rank === '2')!.pid, 'SIGKILL');
    const job = await ended(cluster, 'killed');
    expect(job).toMatchObject({ state: 'failed', reason: 'BackoffLimitExceeded', failed: 1 });
    expect(job.message).toMatch(/^Rank \d failed: .* All ranks were stopped\.$/);
    // A proxy that mpiexec tells to end in time has done what it was asked, and its rank has succeeded.
    for (const { state } of job.tasks) expect(['failed', 'stopped', 'succeeded']).toContain(state);
    expect(processesOf('killed')).toEqual([]);
  }, 120_000);

  it('stops all when a person kills one rank', async () => {
    await cluster.mutate('jobs.submit', {
      manifest: { ...manifest('stopped', { cpu: '10m', sumTo: 10 }), environment: { SUM_SLEEP: '600' } },
    });
    const { tasks } = await until(
      () => jobOf(cluster, 'stopped'),
      (job) => job.tasks.length === 4 && job.tasks.every(({ state }) => state === 'running'),
      { withinMs: 60_000, what: 'four running ranks' },
    );
    await cluster.mutate('tasks.kill', { task: tasks[3]!.id, reason: 'a test' });
    const job = await ended(cluster, 'stopped');
    expect(job.state).toBe('failed');
    expect(job.message).toMatch(/^Rank 3 stopped: Stopped by \w+: a test\. All ranks were stopped\.$/);
    expect(processesOf('stopped')).toEqual([]);
  }, 120_000);
});

/** A gang of one that only sleeps. */
function holder(name: string, cpu: string) {
  const container = {
    name: 'sleep',
    command: ['sleep', '600'],
    resources: { requests: { cpu, memory: '8Mi' } },
  };
  const template = { terminationGracePeriodSeconds: 1, containers: [container] };
  return { name, runtime: 'process', gang: { ranks: 1, template } };
}

/** What runs of a job on this machine, found by its environment as somebody at the machine would. */
function processesOf(job: string): { pid: number; rank: string; command: string }[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
      if (!environment.includes(`GANTRY_JOB=${job}`)) return [];
      const rank = environment.find((one) => one.startsWith('GANTRY_RANK='))?.slice(12) ?? '';
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0] ?? '';
      return [{ pid: Number(pid), rank, command }];
    } catch {
      // It ended between the listing and the look.
      return [];
    }
  });
}
