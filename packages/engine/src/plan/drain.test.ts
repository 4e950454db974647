import type { NodeId, Strategy } from '@gantry/model';
import { describe, expect, test } from 'vitest';
import { aMachine, anApply } from '../testing/builders.ts';
import { Cluster } from '../testing/cluster.ts';
import { drain } from '../testing/commands.ts';

const rolling = (maxSurge: number, maxUnavailable: number): Strategy => ({
  type: 'RollingUpdate',
  maxSurge,
  maxUnavailable,
});

/** Two tasks on each of two nodes. */
function running(strategy: Strategy, replicas = 4): Cluster {
  const cluster = new Cluster();
  for (const name of ['a', 'b']) cluster.join(aMachine(name));
  cluster.accept(anApply('web', { spec: { replicas, strategy } }));
  cluster.settle();
  return cluster;
}

const a = (cluster: Cluster) => cluster.view.nodeByName('a')!;
const readyCount = (cluster: Cluster) =>
  cluster.liveTasks('web').filter(({ ready, desired }) => ready && desired === 'running').length;
const liveOn = (cluster: Cluster, nodeId: NodeId) =>
  cluster.liveTasks('web').filter((task) => task.nodeId === nodeId && task.desired === 'running').length;

/** The fewest ready and the most wanted tasks while the agents go on. */
function watchDrain(cluster: Cluster): { lowestReady: number; highestActive: number } {
  let [lowestReady, highestActive] = [readyCount(cluster), 0];
  for (let round = 0; round < 50; round++) {
    const active = cluster.liveTasks('web').filter(({ desired }) => desired === 'running').length;
    lowestReady = Math.min(lowestReady, readyCount(cluster));
    highestActive = Math.max(highestActive, active);
    if (cluster.settleAgents() === 0) break;
  }
  return { lowestReady, highestActive };
}

describe('moving tasks', () => {
  test('[DR1] the node is cordoned, its tasks move, and it says when none is left', () => {
    const cluster = running(rolling(1, 0));
    cluster.accept(drain(a(cluster).id));
    expect(a(cluster)).toMatchObject({ cordoned: true, drain: { doneAtMs: null, actor: 'ada' } });
    watchDrain(cluster);
    expect(liveOn(cluster, a(cluster).id)).toBe(0);
    expect(a(cluster).drain!.doneAtMs).toBe(cluster.nowMs);
    expect(cluster.events('Drained')).toHaveLength(1);
    expect(cluster.liveTasks('web')).toHaveLength(4);
  });

  test('[DR2] without surge, as many go at once as may be unavailable', () => {
    const cluster = running(rolling(0, 1));
    cluster.accept(drain(a(cluster).id));
    expect(liveOn(cluster, a(cluster).id)).toBe(1);
    expect(watchDrain(cluster)).toEqual({ lowestReady: 3, highestActive: 4 });
    expect(liveOn(cluster, a(cluster).id)).toBe(0);
  });

  test('[DR2] of a Recreate deployment one goes at a time', () => {
    const cluster = running({ type: 'Recreate' });
    cluster.accept(drain(a(cluster).id));
    expect(watchDrain(cluster)).toEqual({ lowestReady: 3, highestActive: 4 });
    expect(liveOn(cluster, a(cluster).id)).toBe(0);
  });

  test('[DR3] where the strategy allows more, replacements come first', () => {
    const cluster = running(rolling(1, 0));
    cluster.accept(drain(a(cluster).id));
    expect(liveOn(cluster, a(cluster).id)).toBe(2);
    expect(watchDrain(cluster)).toEqual({ lowestReady: 4, highestActive: 5 });
  });

  test('[DR3] a single replica is moved without a gap', () => {
    const cluster = running(rolling(1, 0), 1);
    const [task] = cluster.liveTasks('web');
    cluster.accept(drain(task!.nodeId!));
    expect(watchDrain(cluster)).toEqual({ lowestReady: 1, highestActive: 2 });
    expect(cluster.liveTasks('web')).toHaveLength(1);
  });
});

describe('when it cannot wait', () => {
  /** Nothing fits beside: the other node is full. */
  function stuck(): Cluster {
    const cluster = new Cluster();
    cluster.join(aMachine('a'));
    cluster.accept(anApply('web', { spec: { replicas: 2, strategy: rolling(1, 0) } }));
    cluster.settle();
    return cluster;
  }

  test('[DR2] tasks that have nowhere to go stay, and say why', () => {
    const cluster = stuck();
    cluster.accept(drain(a(cluster).id));
    cluster.settle();
    expect(readyCount(cluster)).toBe(2);
    expect(a(cluster).drain!.doneAtMs).toBeNull();
    const waiting = cluster.liveTasks('web').find(({ state }) => state === 'pending')!;
    expect(waiting.unplaced!.message).toBe('0 of 1 node can take it: 1 is being drained.');
  });

  test('[DR4] at the deadline the rest is stopped', () => {
    const cluster = stuck();
    cluster.accept(drain(a(cluster).id, { deadlineSeconds: 30 }));
    cluster.settle();
    cluster.advance(31);
    expect(cluster.events('DrainDeadline')).toEqual([
      'The deadline passed; what is left is stopped: 2 tasks.',
    ]);
    cluster.settle();
    expect(a(cluster).drain!.doneAtMs).not.toBeNull();
  });

  test('[DR4] with force they are stopped at once', () => {
    const cluster = stuck();
    cluster.accept(drain(a(cluster).id, { force: true }));
    cluster.settle();
    expect(a(cluster).drain!.doneAtMs).toBe(cluster.nowMs);
    expect(readyCount(cluster)).toBe(0);
  });

  test('[DR5] uncordoning ends the drain, and what waited is placed', () => {
    const cluster = stuck();
    cluster.accept(drain(a(cluster).id, { force: true }));
    cluster.settle();
    cluster.accept({ type: 'node.uncordon', node: a(cluster).id });
    cluster.settle();
    expect(a(cluster)).toMatchObject({ cordoned: false, drain: null });
    expect(readyCount(cluster)).toBe(2);
  });

  test('[DR1] a drain that is asked for again is one', () => {
    const cluster = stuck();
    cluster.accept(drain(a(cluster).id));
    expect(cluster.accept(drain(a(cluster).id)).changed).toBe(false);
  });
});
