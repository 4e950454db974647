import { describe, expect, test } from 'vitest';
import { aContainer, aMachine, anApply } from '../testing/builders.ts';
import { Cluster } from '../testing/cluster.ts';
import { aJob, batch, end, gang, jobOf, liveTasks, named, wants } from '../testing/jobs.ts';

const machine = (name: string, cpuMillis: number) =>
  aMachine(name, { resources: { cpuMillis, memoryBytes: 0, diskBytes: 0, gpus: 0 } });

const bounds = { gathersAfterMs: 15_000, gathersForMs: 300_000, gathersAgainAfterMs: 60_000 };
const mpi = (name = 'mpi', ranks = 4) => aJob(name, gang(ranks, { template: wants(1_000) }));

/** Small tasks without end: each that ends is followed by the next. */
const stream = (parallelism: number) =>
  aJob('small', batch({ name: '', completions: 1_000, parallelism, template: wants(1_000) }));

const placed = (cluster: Cluster, name: string) =>
  liveTasks(cluster, name).filter(({ nodeId }) => nodeId !== null);

const endOne = (cluster: Cluster): void => end(cluster, placed(cluster, 'small')[0]!, 'succeeded');

const keptOf = (cluster: Cluster, name: string) =>
  [...cluster.view.all('reservations')]
    .filter(({ jobId }) => jobId === jobOf(cluster, name).id)
    .reduce((sum, { resources }) => sum + resources.cpuMillis, 0);

function crowded(): Cluster {
  const cluster = new Cluster({ discards: true, bounds });
  for (const name of ['a', 'b']) cluster.join(machine(name, 2_000));
  cluster.accept(stream(4));
  cluster.accept(mpi());
  return cluster;
}

describe('a gang beside a stream of small tasks', () => {
  test('[JB15] it keeps nothing at first, and small tasks go on', () => {
    const cluster = crowded();
    cluster.advance(10);
    endOne(cluster);
    expect(placed(cluster, 'small')).toHaveLength(4);
    expect(keptOf(cluster, 'mpi')).toBe(0);
  });

  test('[JB15] after a while what comes free is kept for it, until all start together', () => {
    const cluster = crowded();
    cluster.advance(15);
    for (let ended = 1; ended <= 3; ended++) {
      endOne(cluster);
      cluster.advance(1);
      expect(placed(cluster, 'small')).toHaveLength(4 - ended);
      expect(keptOf(cluster, 'mpi')).toBe(ended * 1_000);
    }
    expect(jobOf(cluster, 'mpi').message).toMatch(
      /^There is room for 3 of 4, which start together or not at all, and it is kept for them; for one more/,
    );
    endOne(cluster);
    expect(placed(cluster, 'mpi')).toHaveLength(4);
    expect([...cluster.view.all('reservations')]).toEqual([]);
    expect(jobOf(cluster, 'mpi').gathersUntilMs).toBeNull();
  });

  test('[JB15] who waits for the room that is kept is told for whom', () => {
    const cluster = crowded();
    cluster.advance(15);
    endOne(cluster);
    const waiting = liveTasks(cluster, 'small').find(({ nodeId }) => nodeId === null);
    expect(waiting?.unplaced?.message).toMatch(/1 has room that is kept for job mpi/);
    expect(cluster.events('JobGathers')).toHaveLength(1);
  });

  test('[JB15] when its time is over others have their turn, and after that it gathers again', () => {
    const cluster = crowded();
    cluster.advance(15);
    endOne(cluster);
    cluster.advance(300);
    expect(keptOf(cluster, 'mpi')).toBe(0);
    expect(placed(cluster, 'small')).toHaveLength(4);
    endOne(cluster);
    cluster.advance(59);
    expect(placed(cluster, 'small')).toHaveLength(4);
    cluster.advance(1);
    endOne(cluster);
    expect(keptOf(cluster, 'mpi')).toBe(1_000);
  });

  test('[JB15] suspended, cancelled or deleted, it keeps nothing', () => {
    for (const command of [
      { type: 'job.suspend', ...named('mpi') },
      { type: 'job.cancel', ...named('mpi'), reason: '' },
      { type: 'job.delete', ...named('mpi'), graceSeconds: null },
    ] as const) {
      const cluster = crowded();
      cluster.advance(15);
      endOne(cluster);
      cluster.accept(command);
      expect([...cluster.view.all('reservations')]).toEqual([]);
      expect(placed(cluster, 'small')).toHaveLength(4);
    }
  });
});

describe('a gang with ranks larger than what comes free at once', () => {
  const large = aJob('mpi', gang(2, { template: wants(1_700) }));

  test('[JB15] keeps parts of a node until they are enough, on no more nodes than it needs', () => {
    const cluster = new Cluster({ discards: true, bounds });
    for (const name of ['a', 'b', 'c']) cluster.join(machine(name, 2_000));
    cluster.accept(stream(6));
    cluster.accept(large);
    cluster.advance(15);
    for (let ended = 0; ended < 4 && placed(cluster, 'mpi').length === 0; ended++) {
      const onTheTwo = placed(cluster, 'small').filter(
        ({ nodeId }) => cluster.view.get('nodes', nodeId!)!.name !== 'c',
      );
      end(cluster, onTheTwo[0]!, 'succeeded');
      const nodes = new Set([...cluster.view.all('reservations')].map(({ nodeId }) => nodeId));
      expect(nodes.size).toBeLessThanOrEqual(2);
    }
    expect(placed(cluster, 'mpi')).toHaveLength(2);
    expect(placed(cluster, 'small').length).toBeGreaterThanOrEqual(2);
  });

  test('[JB15] waits for no room that deployments have: it keeps nothing where it could never fit', () => {
    const cluster = new Cluster({ discards: true, bounds });
    for (const name of ['a', 'b']) cluster.join(machine(name, 2_000));
    const requests = { cpuMillis: 500, memoryBytes: 0, diskBytes: 0, gpus: 0 };
    cluster.accept(
      anApply('web', { spec: { replicas: 2 }, template: { containers: [aContainer({ requests })] } }),
    );
    cluster.settle();
    cluster.accept(large);
    cluster.advance(60);
    expect([...cluster.view.all('reservations')]).toEqual([]);
    expect(cluster.events('JobGathers')).toEqual([]);
  });
});

describe('several gangs', () => {
  test('[JB15] only the one that waits longest gathers, so that two never hold each other up', () => {
    const cluster = crowded();
    cluster.advance(1);
    cluster.accept(mpi('later', 2));
    cluster.advance(30);
    endOne(cluster);
    expect([keptOf(cluster, 'mpi'), keptOf(cluster, 'later')]).toEqual([1_000, 0]);
    for (let index = 0; index < 3; index++) endOne(cluster);
    expect(placed(cluster, 'mpi')).toHaveLength(4);
    expect(jobOf(cluster, 'later').gathersUntilMs).toBeGreaterThan(cluster.nowMs);
  });

  test('[JB15] one that could never fit does not keep the others from it', () => {
    const cluster = new Cluster({ discards: true, bounds });
    for (const name of ['a', 'b']) cluster.join(machine(name, 2_000));
    cluster.accept(stream(4));
    cluster.accept(mpi('huge', 5));
    cluster.advance(1);
    cluster.accept(mpi('mpi', 2));
    cluster.advance(15);
    endOne(cluster);
    expect([keptOf(cluster, 'huge'), keptOf(cluster, 'mpi')]).toEqual([0, 1_000]);
  });

  test('[JB15] a node that is lost keeps nothing for it', () => {
    const cluster = crowded();
    cluster.advance(15);
    endOne(cluster);
    const [kept] = [...cluster.view.all('reservations')];
    cluster.silence(kept!.nodeId);
    cluster.advance(20);
    expect(keptOf(cluster, 'mpi')).toBe(0);
    const [task] = placed(cluster, 'small').filter(({ nodeId }) => nodeId !== kept!.nodeId);
    end(cluster, task!, 'failed');
    expect(keptOf(cluster, 'mpi')).toBe(1_000);
  });
});
