import { describe, expect, test } from 'vitest';
import { aMachine } from '../testing/builders.ts';
import { Cluster } from '../testing/cluster.ts';
import {
  aJob,
  end,
  gang,
  jobOf,
  liveTasks,
  named,
  settle,
  succeedAll,
  tasksOf,
  wants,
} from '../testing/jobs.ts';

const machine = (name: string, cpuMillis: number) =>
  aMachine(name, { resources: { cpuMillis, memoryBytes: 1, diskBytes: 0, gpus: 0 } });

/** Two machines of two cores: room for four ranks of one core each. */
function two(): Cluster {
  const cluster = new Cluster();
  cluster.join(machine('a', 2_000));
  cluster.join(machine('b', 2_000));
  return cluster;
}

const mpi = (over: Parameters<typeof aJob>[2] = {}) =>
  aJob('mpi', gang(4, { template: wants(1_000) }), { retries: 0, ...over });

describe('a gang', () => {
  test('[JB8] all ranks are placed in one step', () => {
    const cluster = two();
    cluster.accept(mpi());
    const placed = cluster.commits.at(-1)!.changes.filter((change) => change.table === 'tasks');
    expect(placed.map(({ value }) => value)).toMatchObject(
      [0, 1, 2, 3].map((jobIndex) => ({ jobIndex, state: 'assigned', frameworkId: 'f0-2' })),
    );
    settle(cluster);
    succeedAll(cluster, 'mpi');
    expect(jobOf(cluster, 'mpi')).toMatchObject({
      state: 'succeeded',
      message: 'All 4 ranks succeeded.',
      succeeded: 4,
    });
  });

  test('[JB8] with room for three of four none starts, it says why, and all start when room comes', () => {
    const cluster = new Cluster();
    cluster.join(machine('a', 2_000));
    cluster.join(machine('b', 1_000));
    cluster.accept(mpi());
    expect(tasksOf(cluster, 'mpi').map(({ state }) => state)).toEqual(Array(4).fill('pending'));
    expect(jobOf(cluster, 'mpi')).toMatchObject({
      state: 'waiting',
      reason: 'Unplaced',
      message:
        'There is room for 3 of 4, which start together or not at all; for one more: 0 of 2 nodes can take it: 2 lack CPU (wants 1, most free is 0 on a).',
    });
    expect([...cluster.view.all('offers')]).toEqual([]);
    cluster.join(machine('c', 1_000));
    expect(tasksOf(cluster, 'mpi').map(({ state }) => state)).toEqual(Array(4).fill('assigned'));
    expect(jobOf(cluster, 'mpi').state).toBe('running');
  });

  test('[JB8] what it waits for is not held back from others', () => {
    const cluster = new Cluster();
    cluster.join(machine('a', 3_000));
    cluster.accept(mpi());
    cluster.accept(aJob('small', gang(2, { template: wants(1_000) })));
    expect(liveTasks(cluster, 'small').map(({ state }) => state)).toEqual(['assigned', 'assigned']);
    expect(jobOf(cluster, 'mpi').message).toMatch(/^There is room for 1 of 4/);
  });

  test('[JB9] one rank that fails stops all, and the job says which and why', () => {
    const cluster = two();
    cluster.accept(mpi());
    settle(cluster);
    end(cluster, liveTasks(cluster, 'mpi')[2]!, 'failed', 'container web exited with code 9');
    expect(liveTasks(cluster, 'mpi')).toMatchObject(
      [0, 1, 3].map((jobIndex) => ({ jobIndex, desired: 'stopped', reason: 'GangStopped' })),
    );
    settle(cluster);
    expect(jobOf(cluster, 'mpi')).toMatchObject({
      state: 'failed',
      reason: 'BackoffLimitExceeded',
      failed: 1,
      active: 0,
      message: 'Rank 2 failed: Container web exited with code 9. All ranks were stopped.',
    });
  });

  test('[JB9] one rank that a person kills stops all', () => {
    const cluster = two();
    cluster.accept(mpi());
    settle(cluster);
    cluster.accept({
      type: 'task.kill',
      task: liveTasks(cluster, 'mpi')[1]!.id,
      graceSeconds: null,
      reason: '',
    });
    settle(cluster);
    expect(jobOf(cluster, 'mpi')).toMatchObject({
      state: 'failed',
      message: 'Rank 1 stopped: Stopped by ada. All ranks were stopped.',
    });
    expect(tasksOf(cluster, 'mpi').map(({ state }) => state)).toEqual(Array(4).fill('stopped'));
  });

  test('[JB9] with retries left all ranks try again after a back-off, once nothing of the try before is left', () => {
    const cluster = two();
    cluster.accept(mpi({ retries: 1 }));
    settle(cluster);
    end(cluster, liveTasks(cluster, 'mpi')[0]!, 'failed');
    expect(tasksOf(cluster, 'mpi')).toHaveLength(4);
    settle(cluster);
    expect(liveTasks(cluster, 'mpi')).toMatchObject(
      [0, 1, 2, 3].map((jobIndex) => ({ jobIndex, jobPart: 1, state: 'pending' })),
    );
    expect(jobOf(cluster, 'mpi').reason).toBe('BackOff');
    cluster.advance(10);
    settle(cluster);
    expect(liveTasks(cluster, 'mpi').map(({ state }) => state)).toEqual(Array(4).fill('running'));
    end(cluster, liveTasks(cluster, 'mpi')[3]!, 'failed');
    settle(cluster);
    expect(jobOf(cluster, 'mpi')).toMatchObject({ state: 'failed', failed: 2 });
    expect(jobOf(cluster, 'mpi').message).toMatch(/It was tried 2 times\.$/);
  });

  test('[JB9] a lost node is nobody’s failure: all try again elsewhere', () => {
    const cluster = two();
    cluster.accept(mpi());
    settle(cluster);
    cluster.silence(cluster.view.nodeByName('b')!.id);
    cluster.advance(20);
    settle(cluster);
    expect(jobOf(cluster, 'mpi')).toMatchObject({ state: 'running', failed: 0, part: 1, reason: 'Unplaced' });
    cluster.join(machine('c', 2_000));
    settle(cluster);
    succeedAll(cluster, 'mpi');
    expect(jobOf(cluster, 'mpi')).toMatchObject({ state: 'succeeded' });
  });

  test('[JB8] without room within its start deadline it fails, with what was missing', () => {
    const cluster = new Cluster();
    cluster.join(machine('a', 2_000));
    cluster.accept(aJob('mpi', gang(4, { template: wants(1_000), startDeadlineSeconds: 30 })));
    cluster.advance(29);
    expect(jobOf(cluster, 'mpi').state).toBe('waiting');
    cluster.advance(1);
    expect(jobOf(cluster, 'mpi')).toMatchObject({ state: 'failed', reason: 'StartDeadlineExceeded' });
    expect(jobOf(cluster, 'mpi').message).toMatch(
      /^There was no room for all 4 ranks within 30 s\. There is room for 2 of 4/,
    );
    expect(liveTasks(cluster, 'mpi')).toEqual([]);
  });

  test('[JB4] suspended and resumed, it is another try that does not count', () => {
    const cluster = two();
    cluster.accept(mpi());
    settle(cluster);
    cluster.accept({ type: 'job.suspend', ...named('mpi') });
    settle(cluster);
    expect(liveTasks(cluster, 'mpi')).toEqual([]);
    cluster.accept({ type: 'job.resume', ...named('mpi') });
    settle(cluster);
    expect(jobOf(cluster, 'mpi')).toMatchObject({ state: 'running', failed: 0, part: 1 });
  });
});
