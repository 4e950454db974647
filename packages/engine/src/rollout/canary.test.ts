import type { Strategy } from '@gantry/model';
import { describe, expect, it } from 'vitest';
import { canaryTarget } from './canary.ts';
import { promoteRollout } from './promotion.ts';
import { anInput, aRollout, aSet, aSpec, CountedDeployment, rolling } from './testing/counted-deployment.ts';

type Canary = Extract<Strategy, { type: 'Canary' }>;

const steps: Canary['steps'] = [
  { type: 'weight', percent: 20 },
  { type: 'pause', seconds: 60 },
  { type: 'replicas', count: 5 },
  { type: 'pause', seconds: null },
];
const canary: Canary = { type: 'Canary', steps, maxSurge: 1, maxUnavailable: 0 };

function startCanary(replicas = 10, strategy: Strategy = canary): CountedDeployment {
  const full = { desiredReplicas: replicas, maxReplicas: replicas + 1 };
  const world = new CountedDeployment(anInput(aSpec(replicas, strategy), [aSet('s1', replicas, full)], 's1'));
  world.startRollout(2, 1);
  world.settle();
  return world;
}

/** Everything that starts becomes available and everything that stops ends, until nothing moves. */
function goOn(world: CountedDeployment): void {
  for (let turn = 0; turn < 30; turn += 1) {
    world.allWell();
    world.settle();
  }
}

function promote(world: CountedDeployment): void {
  const { spec, rollout, nowMs } = world.input;
  const promoted = promoteRollout(spec.strategy, rollout, nowMs);
  if (!promoted.ok || rollout === null) throw new Error('nothing to promote');
  world.change({ rollout: { ...rollout, ...promoted.value } });
  world.settle();
}

describe('[RO17] the count of a step', () => {
  it.each([
    [0, 10, 2],
    [1, 10, 2],
    [2, 10, 5],
    [3, 10, 5],
    [4, 10, 10],
    [0, 1, 1],
    [0, 11, 3],
    [2, 3, 3],
    [0, 0, 0],
  ])('step %d of %d tasks asks for %d', (step, wanted, target) => {
    expect(canaryTarget(steps, step, wanted)).toBe(target);
  });

  it('a later step never asks for fewer, and a pause before any step asks for none', () => {
    const falling: Canary['steps'] = [
      { type: 'pause', seconds: null },
      { type: 'weight', percent: 50 },
      { type: 'weight', percent: 10 },
    ];
    expect([0, 1, 2].map((step) => canaryTarget(falling, step, 10))).toEqual([0, 5, 5]);
  });
});

describe('[RO17] a canary', () => {
  it('goes to the first count one by one, then holds for its time', () => {
    const world = startCanary();
    expect(world.sizes()).toEqual({ s1: 10, s2: 1 });
    goOn(world);
    expect(world.sizes()).toEqual({ s1: 8, s2: 2 });
    expect(world.input.rollout).toMatchObject({
      step: 1,
      promoted: false,
      message: 'Step 2 of 4: holds at 2 of 10 tasks on revision 2 for 60 s.',
    });
    world.change({ nowMs: 59_999 });
    world.settle();
    expect(world.input.rollout?.step).toBe(1);
  });

  it('goes on after its time, and at a pause without one only when promoted', () => {
    const world = startCanary();
    goOn(world);
    world.change({ nowMs: 60_000 });
    goOn(world);
    expect(world.sizes()).toEqual({ s1: 5, s2: 5 });
    world.change({ nowMs: 86_400_000 });
    world.settle();
    expect(world.input.rollout).toMatchObject({
      step: 3,
      message: 'Step 4 of 4: holds at 5 of 10 tasks on revision 2 until it is promoted.',
    });
    promote(world);
    goOn(world);
    expect(world.sizes()).toEqual({ s1: 0, s2: 10 });
    const told = world.events.filter(({ reason }) => reason !== 'ScalingReplicaSet');
    expect(told.map(({ reason, message }) => `${reason}: ${message}`)).toEqual([
      'RolloutStep: Step 2 of 4: holds at 2 of 10 tasks on revision 2 for 60 s.',
      'RolloutStep: Step 3 of 4: moves on with revision 2.',
      'RolloutStep: Step 4 of 4: holds at 5 of 10 tasks on revision 2 until it is promoted.',
      'RolloutStep: All 4 steps are passed: every task goes to revision 2.',
      'RolloutComplete: Revision 2 is complete: 10 of 10 tasks are available.',
    ]);
  });

  it('waits for a person without ever timing out, and asks to be woken for a timed pause only', () => {
    const world = startCanary();
    goOn(world);
    world.change({ nowMs: 60_000 });
    goOn(world);
    world.change({ nowMs: 365 * 86_400_000 });
    world.settle();
    expect(world.events.some(({ reason }) => reason === 'ProgressDeadlineExceeded')).toBe(false);
  });

  it('follows the size of the deployment at its step, up and down', () => {
    const world = startCanary();
    goOn(world);
    world.change({ spec: aSpec(20, canary) });
    world.settle();
    expect(world.sizes()).toEqual({ s1: 16, s2: 4 });
    goOn(world);
    expect(world.sizes()).toEqual({ s1: 16, s2: 4 });
    world.change({ spec: aSpec(5, canary) });
    goOn(world);
    expect(world.sizes()).toEqual({ s1: 4, s2: 1 });
  });

  it('does not go past a step whose tasks are not available', () => {
    const world = startCanary();
    for (let turn = 0; turn < 5; turn += 1) world.settle();
    expect(world.sizes()).toEqual({ s1: 10, s2: 1 });
    expect(world.input.rollout?.step).toBe(0);
  });

  it('does not wait at a step for stable tasks that serve nobody, where others serve in their place', () => {
    const strategy: Canary = { ...canary, steps: [{ type: 'weight', percent: 50 }], maxUnavailable: 1 };
    const full = { desiredReplicas: 6, maxReplicas: 7 };
    const sets = [aSet('s1', 3, { ...full, ready: 0, available: 0 }), aSet('s2', 1, full)];
    const world = new CountedDeployment(anInput(aSpec(6, strategy), sets, 's2'));
    world.startRollout(3, 1);
    for (let turn = 0; turn < 30; turn += 1) {
      world.settle();
      for (const id of ['s1', 's2', 's3']) world.count(id, () => ({ terminating: 0 }));
      for (const id of ['s2', 's3']) world.count(id, ({ active }) => ({ ready: active, available: active }));
    }
    expect(world.sizes()).toEqual({ s1: 0, s2: 0, s3: 6 });
    expect(world.events.map(({ reason }) => reason)).toContain('RolloutComplete');
  });

  it('does not count a step as reached by tasks that are there but not available', () => {
    const world = startCanary(10, { ...canary, maxSurge: 2 });
    expect(world.sizes()).toEqual({ s1: 10, s2: 2 });
    world.count('s2', () => ({ ready: 2, available: 1 }));
    world.settle();
    expect(world.input.rollout?.step).toBe(0);
    expect(world.set('s1').replicas).toBeGreaterThan(8);
  });

  it('past its steps does not change its record any more', () => {
    const world = startCanary(10, { ...canary, steps: [] });
    const { rollout } = world.input;
    world.change({ nowMs: 5_000 });
    world.settle();
    expect(world.input.rollout).toEqual(rollout);
  });

  it('superseded, its tasks go and the stable ones come back before the next canary', () => {
    const world = startCanary();
    goOn(world);
    world.startRollout(3, 1);
    goOn(world);
    expect(world.sizes()).toEqual({ s1: 8, s2: 0, s3: 2 });
  });

  it('has nothing to try out on a first rollout', () => {
    const world = new CountedDeployment(anInput(aSpec(3, canary), [], null));
    world.startRollout(1, null);
    goOn(world);
    expect(world.sizes()).toEqual({ s1: 3 });
    expect(world.events.map(({ reason }) => reason)).toEqual(['ScalingReplicaSet', 'RolloutComplete']);
  });

  it('with nothing to try out, is not gone back to before its tasks were available', () => {
    const world = new CountedDeployment(anInput(aSpec(3, canary), [], null));
    world.startRollout(1, null);
    world.settle();
    expect(world.input.rollout).toMatchObject({ step: 4, promoted: false });
  });

  it('holds at all tasks before it is complete', () => {
    const whole: Strategy = {
      ...canary,
      steps: [
        { type: 'weight', percent: 100 },
        { type: 'pause', seconds: null },
      ],
    };
    const world = startCanary(3, whole);
    goOn(world);
    expect(world.sizes()).toEqual({ s1: 0, s2: 3 });
    expect(world.input.rollout).toMatchObject({ outcome: 'running', step: 1 });
    promote(world);
    expect(world.input.rollout).toBeNull();
  });

  it('goes back to an earlier revision than the stable one without steps', () => {
    const full = { desiredReplicas: 10, maxReplicas: 11 };
    const sets = [aSet('s1', 0, { revision: 3, revisionHistory: [1] }), aSet('s2', 10, full)];
    const over = { rollout: aRollout(3), stableRevision: 2, restoring: true };
    const world = new CountedDeployment(anInput(aSpec(10, canary), sets, 's1', over));
    goOn(world);
    expect(world.sizes()).toEqual({ s1: 10, s2: 0 });
  });

  it('aborted, goes back to the stable revision without steps', () => {
    const world = startCanary();
    goOn(world);
    const rollout = aRollout(3, { lastProgressAtMs: 0 });
    world.change({ newReplicaSet: { id: world.set('s1').id, name: 'web-s1' }, rollout, restoring: true });
    goOn(world);
    expect(world.sizes()).toEqual({ s1: 10, s2: 0 });
    expect(world.input.rollout).toBeNull();
  });

  it('paused, holds its step while its time runs out', () => {
    const world = startCanary();
    goOn(world);
    world.change({ paused: true, pauseReason: 'lunch', nowMs: 61_000 });
    world.settle();
    expect(world.input.rollout).toMatchObject({ step: 1, outcome: 'paused', message: 'lunch' });
    expect(world.sizes()).toEqual({ s1: 8, s2: 2 });
  });
});

describe('[RO17] promoting', () => {
  it.each([
    ['nothing in progress', canary, null, 'no rollout in progress'],
    ['a step on its way', canary, aRollout(2), 'Step 1 of 4 is still on its way'],
    ['all steps passed', canary, aRollout(2, { step: 4 }), 'Every step is passed'],
    ['a strategy that does not wait', rolling(1, 0), aRollout(2), 'goes on by itself'],
  ])('is refused with %s', (_, strategy, rollout, sentence) => {
    const refused = promoteRollout(strategy, rollout, 0);
    expect(refused).toEqual({ ok: false, error: expect.stringContaining(sentence) });
  });
});
