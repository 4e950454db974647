import { describe, expect, it } from 'vitest';
import { planRollout } from './plan-rollout.ts';
import { anInput, aSet, aSpec, CountedDeployment, sizesAfter } from './testing/counted-deployment.ts';

const spec = aSpec(3, { type: 'Recreate' });
const bookkeeping = { desiredReplicas: 3, maxReplicas: 3 };

describe('[RO11] Recreate', () => {
  it('stops every old task and creates nothing yet', () => {
    const decision = planRollout(anInput(spec, [aSet('s1', 3, bookkeeping)], null));
    expect(decision.replicas).toEqual([{ id: 's1', replicas: 0, ...bookkeeping }]);
    expect(decision.createReplicaSet).toBeNull();
  });

  it.each([
    ['[K-H55] old tasks that still count', { active: 1, ready: 0 }],
    ['[K-H56] old tasks that are still stopping', { terminating: 1 }],
  ])('%s hold the new ones back', (_, left) => {
    const decision = planRollout(anInput(spec, [aSet('s1', 0, left)], null));
    expect(decision.createReplicaSet).toBeNull();
    const waiting = anInput(spec, [aSet('s1', 0, left), aSet('s2', 0)], 's2');
    expect(sizesAfter(waiting)).toEqual({ s1: 0, s2: 0 });
  });

  it('[K-H55] [K-H56] with none left, ended ones do not count: the new set is created whole', () => {
    const decision = planRollout(anInput(spec, [aSet('s1', 0)], null));
    expect(decision.createReplicaSet).toEqual({ replicas: 3, ...bookkeeping });
  });

  it('[K-H6] a new set that exists goes to its size at once', () => {
    expect(sizesAfter(anInput(spec, [aSet('s1', 0), aSet('s2', 1, bookkeeping)], 's2'))).toEqual({
      s1: 0,
      s2: 3,
    });
  });

  it('[K-H58] never shows old and new tasks together', () => {
    const world: CountedDeployment = new CountedDeployment(
      anInput(spec, [aSet('s1', 3, bookkeeping)], 's1'),
      (_, __, after) => {
        const alive = after.replicaSets.filter((set) => set.active + set.terminating > 0);
        expect(alive.length).toBeLessThanOrEqual(1);
      },
    );
    world.startRollout(2, 1);
    for (let stopped = 0; stopped <= 3; stopped += 1) {
      world.settle();
      world.count('s1', ({ terminating }) => ({ terminating: Math.max(0, terminating - 1) }));
    }
    world.allWell();
    world.settle();
    expect(world.sizes()).toEqual({ s1: 0, s2: 3 });
    expect(world.events.at(-1)?.reason).toBe('RolloutComplete');
  });
});
