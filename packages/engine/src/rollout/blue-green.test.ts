import type { ReplicaSetId, Strategy } from '@gantry/model';
import { describe, expect, it } from 'vitest';
import { promoteRollout, servingReplicaSet } from './promotion.ts';
import { anInput, aRollout, aSet, aSpec, CountedDeployment, rolling } from './testing/counted-deployment.ts';

const full = { desiredReplicas: 4, maxReplicas: 8 };

const blueGreen = (autoPromotionSeconds: number | null): Strategy => ({
  type: 'BlueGreen',
  autoPromotionSeconds,
  scaleDownDelaySeconds: 30,
});

function start(autoPromotionSeconds: number | null): CountedDeployment {
  const spec = aSpec(4, blueGreen(autoPromotionSeconds));
  const world = new CountedDeployment(anInput(spec, [aSet('s1', 4, full)], 's1'));
  world.startRollout(2, 1);
  world.settle();
  return world;
}

function allWell(world: CountedDeployment): void {
  world.allWell();
  world.settle();
}

function serving(world: CountedDeployment): ReplicaSetId | null {
  const { spec, rollout, stableRevision, newReplicaSet, replicaSets } = world.input;
  return servingReplicaSet({
    strategy: spec.strategy,
    rollout,
    stableRevision,
    newReplicaSetId: newReplicaSet.id,
    replicaSets,
  });
}

function promote(world: CountedDeployment): void {
  const { spec, rollout, nowMs } = world.input;
  const promoted = promoteRollout(spec.strategy, rollout, nowMs);
  if (!promoted.ok || rollout === null) throw new Error('nothing to promote');
  world.change({ rollout: { ...rollout, ...promoted.value } });
  world.settle();
}

describe('[RO18] blue-green', () => {
  it('brings all of the new up at once and sends nobody there', () => {
    const world = start(null);
    expect(world.sizes()).toEqual({ s1: 4, s2: 4 });
    expect(serving(world)).toBe('s1');
    expect(world.input.rollout).toMatchObject({ step: 0, promoted: false });
  });

  it('waits for a person, for ever', () => {
    const world = start(null);
    allWell(world);
    world.change({ nowMs: 365 * 86_400_000 });
    world.settle();
    expect(world.input.rollout).toMatchObject({
      step: 1,
      promoted: false,
      message: 'Revision 2 has all 4 tasks available beside the old ones and waits to be promoted.',
    });
    expect(serving(world)).toBe('s1');
    expect(world.events.some(({ reason }) => reason === 'ProgressDeadlineExceeded')).toBe(false);
  });

  it('promoted, switches, keeps the old for its time, then lets it go', () => {
    const world = start(null);
    allWell(world);
    world.change({ nowMs: 1_000 });
    promote(world);
    expect(serving(world)).toBe('s2');
    expect(world.sizes()).toEqual({ s1: 4, s2: 4 });
    expect(world.input.rollout?.message).toBe(
      'Switched over; the old tasks are kept for 30 s to go back to.',
    );
    world.change({ nowMs: 30_999 });
    world.settle();
    expect(world.sizes()).toEqual({ s1: 4, s2: 4 });
    world.change({ nowMs: 31_000 });
    world.settle();
    expect(world.sizes()).toEqual({ s1: 0, s2: 4 });
    allWell(world);
    expect(world.input.rollout).toBeNull();
    expect(serving(world)).toBeNull();
  });

  it('promotes itself after its time', () => {
    const world = start(10);
    allWell(world);
    expect(world.input.rollout?.step).toBe(1);
    world.change({ nowMs: 10_000 });
    world.settle();
    expect(world.input.rollout).toMatchObject({ step: 2, promoted: true, stepStartedAtMs: 10_000 });
  });

  it('starts over when a new task is lost before the switch', () => {
    const world = start(10);
    allWell(world);
    world.change({ nowMs: 9_000 });
    world.count('s2', () => ({ ready: 3, available: 3 }));
    world.settle();
    expect(world.input.rollout?.step).toBe(0);
    expect(world.events.at(-1)).toEqual({
      reason: 'RolloutStep',
      message: 'Revision 2 is not all available any more; it comes up again.',
    });
    world.change({ nowMs: 12_000 });
    allWell(world);
    expect(world.input.rollout).toMatchObject({ step: 1, stepStartedAtMs: 12_000, promoted: false });
  });

  it('goes back at once after the switch: the old ones are still there', () => {
    const world = start(null);
    allWell(world);
    promote(world);
    const back = {
      newReplicaSet: { id: world.set('s1').id, name: 'web-s1' },
      rollout: aRollout(3),
      restoring: true,
    };
    world.count('s1', () => ({ revision: 3, revisionHistory: [1] }));
    world.change(back);
    world.settle();
    expect(world.sizes()).toEqual({ s1: 4, s2: 0 });
    expect(serving(world)).toBe('s1');
    allWell(world);
    expect(world.input.rollout).toBeNull();
  });

  it('going back to an earlier revision than the stable one promotes itself', () => {
    const sets = [aSet('s1', 0, { revision: 3, revisionHistory: [1] }), aSet('s2', 4, full)];
    const over = { rollout: aRollout(3), stableRevision: 2, restoring: true };
    const world = new CountedDeployment(anInput(aSpec(4, blueGreen(null)), sets, 's1', over));
    world.settle();
    expect(serving(world)).toBe('s2');
    allWell(world);
    expect(serving(world)).toBe('s1');
    expect(world.sizes()).toEqual({ s1: 4, s2: 4 });
  });

  it('scales both sides together', () => {
    const world = start(null);
    allWell(world);
    world.change({ spec: aSpec(6, blueGreen(null)) });
    world.settle();
    expect(world.sizes()).toEqual({ s1: 6, s2: 6 });
    world.change({ spec: aSpec(2, blueGreen(null)) });
    world.settle();
    expect(world.sizes()).toEqual({ s1: 2, s2: 2 });
  });

  it('a first rollout has nothing to switch from', () => {
    const world = new CountedDeployment(anInput(aSpec(4, blueGreen(null)), [], null));
    world.startRollout(1, null);
    allWell(world);
    allWell(world);
    expect(world.input.rollout).toBeNull();
    expect(world.events.map(({ reason }) => reason)).toEqual(['ScalingReplicaSet', 'RolloutComplete']);
  });

  it('superseded before the switch: the stable ones stay, the others go', () => {
    const world = start(null);
    world.startRollout(3, 1);
    world.settle();
    expect(world.set('s1').replicas).toBe(4);
    expect(world.set('s2').replicas).toBe(0);
    allWell(world);
    expect(world.sizes()).toEqual({ s1: 4, s2: 0, s3: 4 });
  });

  it('gets through even when the stable and the superseded one are both broken', () => {
    const world = start(null);
    for (const id of ['s1', 's2']) world.count(id, () => ({ ready: 0, available: 0 }));
    world.startRollout(3, 1);
    world.settle();
    for (const id of ['s1', 's2']) world.count(id, () => ({ terminating: 0 }));
    world.settle();
    world.count('s3', ({ active }) => ({ ready: active, available: active }));
    world.settle();
    expect(world.sizes()).toEqual({ s1: 4, s2: 0, s3: 4 });
    expect(world.input.rollout?.step).toBe(1);
  });

  it('is not promoted before it is all there, nor twice', () => {
    const strategy = blueGreen(null);
    expect(promoteRollout(strategy, aRollout(2), 0)).toMatchObject({ ok: false });
    expect(promoteRollout(strategy, aRollout(2, { step: 2, promoted: true }), 0)).toEqual({
      ok: false,
      error: 'Revision 2 is promoted already.',
    });
  });

  it('of other strategies every ready task serves', () => {
    const of = {
      rollout: aRollout(2),
      stableRevision: 1,
      newReplicaSetId: null,
      replicaSets: [aSet('s1', 4)],
    };
    expect(servingReplicaSet({ ...of, strategy: rolling(1, 0) })).toBeNull();
  });
});
