import { describe, expect, it } from 'vitest';
import { fencePosts } from './fence-posts.ts';
import { anInput, aSet, aSpec, CountedDeployment, capacity, rolling } from './testing/counted-deployment.ts';

/** A deployment in the middle of its life that gets a new revision and decides once or until nothing moves. */
function upgrade(replicas: number, health: number, over: number): CountedDeployment {
  const bookkeeping = { desiredReplicas: replicas, maxReplicas: replicas };
  const world = new CountedDeployment(
    anInput(aSpec(replicas, capacity(health, over)), [aSet('s1', replicas, bookkeeping)], 's1'),
  );
  world.startRollout(2, 1);
  world.settle();
  return world;
}

const oldDies = (world: CountedDeployment, count = 1) => {
  world.count('s1', ({ terminating }) => ({ terminating: terminating - count }));
  world.settle();
};
const newIsHealthy = (world: CountedDeployment, count = 1) => {
  world.count('s2', ({ available }) => ({ ready: available + count, available: available + count }));
  world.settle();
};

describe('[RO2] [M-F.2 65] bounds and first kills of a restart', () => {
  it.each([
    ['one healthy, 0.5 and 0', 1, 0.5, 0, 1, 2, 0],
    ['none running, 0.5 and 0', 1, 0.5, 0, 0, 2, 0],
    ['two healthy, 0.5 and 0', 2, 0.5, 0, 2, 2, 1],
    ['one of ten running, 0.1 and 0', 10, 0.1, 0, 1, 10, 0],
    ['ten healthy, 0.1 and 1', 10, 0.1, 1, 10, 20, 9],
    ['ten healthy, 1 and 1', 10, 1, 1, 10, 20, 0],
  ])('%s', (_, replicas, health, over, healthy, maxTotal, kills) => {
    expect(fencePosts(capacity(health, over), replicas).maxTotal).toBe(maxTotal);
    const full = { desiredReplicas: replicas, maxReplicas: replicas };
    const input = anInput(
      aSpec(replicas, capacity(health, over)),
      [aSet('s1', healthy, full), aSet('s2', 0)],
      's2',
    );
    const world = new CountedDeployment(input);
    world.settle();
    expect(healthy - world.set('s1').replicas).toBe(kills);
  });

  it.each([
    ['1, 0.5 and 0', 1, 0.5, 1, 1, 1],
    ['5, 0.5 and 0', 5, 0.5, 5, 5, 2],
    ['5, 1 and 0, 7 running', 5, 1, 7, 5, 3],
    ['5, 1 and 0, 5 healthy', 5, 1, 5, 5, 1],
  ])(
    'a task bound to its volume is a RollingUpdate without surge: %s',
    (_, replicas, health, healthy, maxTotal, kills) => {
      const strategy = rolling(0, Math.floor(replicas * (1 - health)));
      expect(fencePosts(strategy, replicas).maxTotal).toBe(maxTotal);
      const full = { desiredReplicas: replicas, maxReplicas: replicas };
      const world = new CountedDeployment(
        anInput(aSpec(replicas, strategy), [aSet('s1', healthy, full), aSet('s2', 0)], 's2'),
      );
      world.settle();
      expect(healthy - world.set('s1').replicas).toBe(kills);
    },
  );
});

describe('[RO7] where a restart of tasks that do not serve goes another way than Marathon’s', () => {
  it.each([
    ['one unhealthy of one, 0.5 and 0', 1, 0.5, 0, 0],
    ['five with three healthy, 1 and 0', 5, 1, 3, 4],
  ])('[M-F.2 65] bound to its volume, one that serves nobody goes: %s', (_, n, health, healthy, stays) => {
    const full = { desiredReplicas: n, maxReplicas: n, ready: healthy, available: healthy };
    const strategy = rolling(0, Math.floor(n * (1 - health)));
    const world = new CountedDeployment(
      anInput(aSpec(n, strategy), [aSet('s1', n, full), aSet('s2', 0)], 's2'),
    );
    world.settle();
    expect(world.set('s1').replicas).toBe(stays);
  });
});

describe('[RO2] what the pairs of C.4 do with 4 healthy tasks', () => {
  it.each([
    ['0.5 and 0: two go', 2, { s1: 2, s2: 0 }],
    ['1 and 0: one goes, below the bound, as none can be added', 0, { s1: 3, s2: 0 }],
  ])('[M-C.4] bound to their volumes, %s', (_, maxUnavailable, sizes) => {
    const full = { desiredReplicas: 4, maxReplicas: 4 };
    const world = new CountedDeployment(
      anInput(aSpec(4, rolling(0, maxUnavailable)), [aSet('s1', 4, full), aSet('s2', 0)], 's2'),
    );
    world.settle();
    expect(world.sizes()).toEqual(sizes);
  });

  it.each([
    ['1 and 1: four new beside four old', 1, 1, { s1: 4, s2: 4 }],
    ['1 and 0 pin: one extra', 1, 0, { s1: 4, s2: 1 }],
    ['1 and 0.25', 1, 0.25, { s1: 4, s2: 1 }],
    ['1 and 0.1 pin: one extra', 1, 0.1, { s1: 4, s2: 1 }],
    ['0 and 0: all old go, none can come before', 0, 0, { s1: 0, s2: 0 }],
    ['0 and 1: all old go and four come at once', 0, 1, { s1: 0, s2: 4 }],
    ['0.5 and 0: two go', 0.5, 0, { s1: 2, s2: 0 }],
    ['0.5 and 0.5: two go, two come', 0.5, 0.5, { s1: 2, s2: 2 }],
    ['0.9 and 0 pin: one extra', 0.9, 0, { s1: 4, s2: 1 }],
  ])('[M-C.4] %s', (_, health, over, sizes) => {
    expect(upgrade(4, health, over).sizes()).toEqual(sizes);
  });

  it('[M-C.4] 0.5 and 0.5: two more come as the stopping ones end', () => {
    const world = upgrade(4, 0.5, 0.5);
    oldDies(world);
    expect(world.sizes()).toEqual({ s1: 2, s2: 3 });
    oldDies(world);
    expect(world.sizes()).toEqual({ s1: 2, s2: 4 });
  });
});

describe('[RO6] [RO7] the course of an upgrade', () => {
  it('[M-F.2 66] without over-capacity: a death makes room for a start, health for a kill', () => {
    const world = upgrade(3, 0.5, 0);
    expect(world.sizes()).toEqual({ s1: 2, s2: 0 });
    oldDies(world);
    expect(world.sizes()).toEqual({ s1: 2, s2: 1 });
    newIsHealthy(world);
    expect(world.sizes()).toEqual({ s1: 1, s2: 1 });
    oldDies(world);
    expect(world.sizes()).toEqual({ s1: 1, s2: 2 });
    newIsHealthy(world);
    oldDies(world);
    expect(world.sizes()).toEqual({ s1: 0, s2: 3 });
  });

  it('[M-F.2 67] with minimal over-capacity: start one, kill one', () => {
    const world = upgrade(3, 1, 0);
    expect(world.sizes()).toEqual({ s1: 3, s2: 1 });
    newIsHealthy(world);
    expect(world.sizes()).toEqual({ s1: 2, s2: 1 });
    oldDies(world);
    expect(world.sizes()).toEqual({ s1: 2, s2: 2 });
  });

  it('[M-F.2 68] with two thirds of over-capacity two start at once', () => {
    expect(upgrade(3, 1, 0.7).sizes()).toEqual({ s1: 3, s2: 2 });
  });

  it('[M-F.2 69] 0 and 0: all old at once, new ones as they end', () => {
    const world = upgrade(3, 0, 0);
    expect(world.sizes()).toEqual({ s1: 0, s2: 0 });
    oldDies(world, 2);
    expect(world.sizes()).toEqual({ s1: 0, s2: 2 });
    oldDies(world);
    expect(world.sizes()).toEqual({ s1: 0, s2: 3 });
  });

  it('[M-F.2 71] an old one that is needed stays until the new one is healthy', () => {
    const full = { desiredReplicas: 2, maxReplicas: 2 };
    const sets = [aSet('s1', 1, full), aSet('s2', 1, { ...full, ready: 0 })];
    const world = new CountedDeployment(anInput(aSpec(2, capacity(0.5, 0)), sets, 's2'));
    world.settle();
    expect(world.sizes()).toEqual({ s1: 1, s2: 1 });
    newIsHealthy(world);
    expect(world.set('s1').replicas).toBe(0);
  });

  it('[M-F.2 72] is not finished while an old one is still stopping', () => {
    const world = upgrade(3, 0, 1);
    world.count('s2', () => ({ ready: 3, available: 3 }));
    world.settle();
    expect(world.input.rollout?.outcome).toBe('running');
    oldDies(world, 3);
    expect(world.input.rollout).toBeNull();
    expect(world.events.at(-1)?.reason).toBe('RolloutComplete');
  });

  it('[M-F.2 73] a task that runs but is not ready neither lets an old one go nor finishes', () => {
    const world = upgrade(3, 1, 1);
    expect(world.sizes()).toEqual({ s1: 3, s2: 3 });
    world.count('s2', () => ({ ready: 3, available: 0 }));
    world.settle();
    expect(world.sizes()).toEqual({ s1: 3, s2: 3 });
    expect(world.input.rollout?.outcome).toBe('running');
  });
});
