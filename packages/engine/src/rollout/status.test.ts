import type { Condition, DeploymentStatus } from '@gantry/model';
import { describe, expect, it } from 'vitest';
import {
  findCondition,
  hasProgressed,
  isComplete,
  progressDeadlineAtMs,
  removeCondition,
  setCondition,
} from './conditions.ts';
import { planRollout } from './plan-rollout.ts';
import type { ReplicaSetCounts, RolloutInput } from './rollout-input.ts';
import {
  anInput,
  aRollout,
  aSet,
  aSpec,
  CountedDeployment,
  emptyStatus,
  rolling,
} from './testing/counted-deployment.ts';

const strategy = rolling('25%', '25%');
const full = { desiredReplicas: 10, maxReplicas: 13 };

const progressingOf = (status: DeploymentStatus) => findCondition(status.conditions, 'Progressing');

const aCondition = (
  reason: string,
  lastUpdateAtMs: number,
  status: Condition['status'] = 'True',
): Condition => ({
  type: 'Progressing',
  status,
  reason,
  message: 'as it was',
  lastUpdateAtMs,
  lastTransitionAtMs: 1,
});

/** Ten old tasks, the new set as given, and a stored status that counts exactly these, with this condition. */
function midway(
  condition: Condition | null,
  over: { newSet?: Partial<ReplicaSetCounts>; before?: Partial<DeploymentStatus> } = {},
): RolloutInput {
  const sets = [aSet('s1', 8, full), aSet('s2', 5, { ...full, ready: 0, ...over.newSet })];
  const input = anInput(aSpec(10, strategy, { progressDeadlineSeconds: 10 }), sets, 's2');
  const counted = planRollout(input).status;
  const conditions = condition ? [condition] : [];
  return { ...input, status: { ...counted, ...over.before, conditions } };
}

describe('[RO13] counts and availability', () => {
  it('counts over all sets, what is updated over the new one', () => {
    const sets = [
      aSet('s1', 8, { ...full, ready: 7, available: 6, terminating: 2 }),
      aSet('s2', 5, { ...full, active: 4, ready: 3, available: 1 }),
    ];
    expect(planRollout(anInput(aSpec(10, strategy), sets, 's2', { generation: 7 })).status).toMatchObject({
      observedGeneration: 7,
      replicas: 12,
      updatedReplicas: 4,
      readyReplicas: 10,
      availableReplicas: 7,
      unavailableReplicas: 6,
      terminatingReplicas: 2,
    });
  });

  it('[K-H53] ready but not available for long enough: not available', () => {
    const set = aSet('s1', 10, { ...full, ready: 10, available: 0 });
    const { status } = planRollout(anInput(aSpec(10, strategy, { minReadySeconds: 3600 }), [set], 's1'));
    expect(status).toMatchObject({ readyReplicas: 10, availableReplicas: 0, unavailableReplicas: 10 });
    expect(findCondition(status.conditions, 'Available')).toMatchObject({
      status: 'False',
      reason: 'MinimumReplicasUnavailable',
      message: 'Deployment does not have minimum availability.',
    });
  });

  it.each([
    [8, 'True', 'MinimumReplicasAvailable'],
    [7, 'False', 'MinimumReplicasUnavailable'],
  ])('[K-F9] %d of 10 available with 2 allowed to be missing: %s', (available, status, reason) => {
    const set = aSet('s1', 10, { ...full, available });
    const decision = planRollout(anInput(aSpec(10, strategy), [set], 's1'));
    expect(findCondition(decision.status.conditions, 'Available')).toMatchObject({ status, reason });
  });
});

describe('[RO14] setting a condition', () => {
  const before = [aCondition('A', 5), { ...aCondition('B', 5), type: 'Other' }];
  const said = { type: 'Progressing', status: 'True', reason: 'A', message: 'new words' } as const;

  it('[K-H52] the same status and reason change nothing, and a type is removed whole', () => {
    expect(setCondition(before, said, 9)).toEqual(before);
    expect(removeCondition(before, 'Progressing')).toEqual([before[1]]);
  });

  it('[K-F9] another reason updates, another status is a transition, and it moves to the end', () => {
    const reworded = setCondition(before, { ...said, reason: 'C' }, 9);
    expect(reworded).toEqual([before[1], { ...said, reason: 'C', lastUpdateAtMs: 9, lastTransitionAtMs: 1 }]);
    expect(setCondition(before, { ...said, status: 'False' }, 9)[1]).toMatchObject({ lastTransitionAtMs: 9 });
  });
});

describe('[RO14] what counts as progress, and as complete', () => {
  const status = (updated: number, all: number, ready = 0, available = 0): DeploymentStatus => ({
    ...emptyStatus,
    updatedReplicas: updated,
    replicas: all,
    readyReplicas: ready,
    availableReplicas: available,
  });

  it.each([
    ['updated 4 to 6', status(4, 10), status(6, 12), true],
    ['nothing changed', status(4, 10), status(4, 10), false],
    ['old 6 to 4', status(4, 10), status(4, 8), true],
    ['fewer new', status(4, 10), status(3, 9), false],
    ['fewer overall but more new', status(4, 10), status(8, 8), true],
    ['one more ready', status(4, 10, 4), status(4, 10, 5), true],
    ['one more available', status(4, 10, 4, 3), status(4, 10, 4, 4), true],
  ])('[K-H49] %s', (_, before, now, progressed) => {
    expect(hasProgressed(before, now)).toBe(progressed);
  });

  it('[K-F9] complete is all updated, none other, all available', () => {
    expect(isComplete(status(3, 3, 3, 3), 3)).toBe(true);
    expect(isComplete(status(3, 4, 3, 3), 3)).toBe(false);
    expect(isComplete(status(2, 3, 3, 3), 3)).toBe(false);
    expect(isComplete(status(3, 3, 3, 2), 3)).toBe(false);
  });
});

describe('[RO14] Progressing', () => {
  it('[K-H42] without a deadline the condition is removed', () => {
    const input = midway(aCondition('ReplicaSetUpdated', 0));
    const none = { ...input, spec: { ...input.spec, progressDeadlineSeconds: null } };
    expect(progressingOf(planRollout(none).status)).toBeNull();
  });

  it('[K-H43] after completion it is not judged again while only the new set is in use', () => {
    const condition = aCondition('NewReplicaSetAvailable', 1);
    const set = aSet('s2', 10, { ...full, ready: 3 });
    const input = anInput(aSpec(10, strategy, { progressDeadlineSeconds: 10 }), [set], 's2', {
      nowMs: 99_999,
    });
    const { status } = planRollout({ ...input, status: { ...input.status, conditions: [condition] } });
    expect(progressingOf(status)).toEqual(condition);
  });

  it('[K-H44] progress keeps the transition and restarts the clock', () => {
    const input = midway(aCondition('ReplicaSetUpdated', 2), { before: { readyReplicas: 7 } });
    expect(progressingOf(planRollout({ ...input, nowMs: 9 }).status)).toEqual({
      ...aCondition('ReplicaSetUpdated', 9),
      message: 'ReplicaSet "web-s2" is progressing.',
    });
  });

  it('[K-H45] progress after the deadline turns it True again', () => {
    const input = midway(aCondition('ProgressDeadlineExceeded', 2, 'False'), {
      before: { readyReplicas: 7 },
    });
    expect(progressingOf(planRollout({ ...input, nowMs: 9 }).status)).toMatchObject({
      status: 'True',
      reason: 'ReplicaSetUpdated',
      lastTransitionAtMs: 9,
    });
  });

  it.each([
    ['as before', aCondition('ReplicaSetUpdated', 1)],
    ['from timed out', aCondition('ProgressDeadlineExceeded', 1, 'False')],
    ['without a condition', null],
  ])('[K-H46] complete is said %s', (_, condition) => {
    const sets = [aSet('s1', 0), aSet('s2', 10, full)];
    const input = anInput(aSpec(10, strategy), sets, 's2');
    const status = { ...input.status, conditions: condition ? [condition] : [] };
    expect(progressingOf(planRollout({ ...input, status }).status)).toMatchObject({
      status: 'True',
      reason: 'NewReplicaSetAvailable',
      message: expect.stringContaining('ReplicaSet "web-s2"'),
    });
  });

  it('[K-H46] nothing wanted and nothing there is complete too', () => {
    const { status } = planRollout(
      anInput(aSpec(0, { type: 'Recreate' }), [aSet('s1', 0, { terminating: 1 })], null),
    );
    expect(progressingOf(status)).toMatchObject({
      reason: 'NewReplicaSetAvailable',
      message: 'Deployment "web" has successfully progressed.',
    });
  });

  it('[K-H47] past the deadline it is False, once', () => {
    const late = { ...midway(aCondition('ReplicaSetUpdated', 0)), nowMs: 10_001 };
    const { status } = planRollout(late);
    expect(progressingOf(status)).toEqual({
      type: 'Progressing',
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
      message: 'ReplicaSet "web-s2" has timed out progressing.',
      lastUpdateAtMs: 10_001,
      lastTransitionAtMs: 10_001,
    });
    expect(planRollout({ ...late, status, nowMs: 99_999 }).status).toEqual(status);
  });

  it.each([
    [11_000, 'ProgressDeadlineExceeded'],
    [10_000, 'ReplicaSetUpdated'],
    [9_000, 'ReplicaSetUpdated'],
  ])('[K-H50] a deadline of 10 s, %d ms after the last update: %s', (nowMs, reason) => {
    const input = { ...midway(aCondition('ReplicaSetUpdated', 0)), nowMs };
    expect(progressingOf(planRollout(input).status)?.reason).toBe(reason);
  });

  it('[K-H50] a deadline of 2147483647 s is never over', () => {
    const input = { ...midway(aCondition('ReplicaSetUpdated', 0)), nowMs: 10 * 365 * 86_400_000 };
    const spec = { ...input.spec, progressDeadlineSeconds: 2_147_483_647 };
    expect(progressingOf(planRollout({ ...input, spec }).status)?.reason).toBe('ReplicaSetUpdated');
  });

  it.each([
    ['30 s are left', aCondition('ReplicaSetUpdated', 30_000), 60, 90_000],
    ['complete', aCondition('NewReplicaSetAvailable', 30_000), 60, null],
    ['timed out', aCondition('ProgressDeadlineExceeded', 30_000), 60, null],
    ['no condition', null, 60, null],
    ['no deadline', aCondition('ReplicaSetUpdated', 30_000), null, null],
  ])('[K-H51] asks to be woken: %s', (_, condition, deadline, atMs) => {
    expect(progressDeadlineAtMs(condition, deadline)).toBe(atMs);
  });

  it('[K-H51] wakes when the deadline is over, strictly', () => {
    const input = { ...midway(aCondition('ReplicaSetUpdated', 0)), nowMs: 5_000 };
    expect(planRollout(input).wakeAtMs).toBe(10_001);
  });

  it('[K-H54] timing out changes nothing else, and tasks that become ready complete it', () => {
    const input = midway(aCondition('ReplicaSetUpdated', 0));
    const world = new CountedDeployment({ ...input, rollout: aRollout(2), stableRevision: 1, nowMs: 10_001 });
    world.settle();
    expect(world.sizes()).toEqual({ s1: 8, s2: 5 });
    expect(world.input.rollout).toMatchObject({
      outcome: 'running',
      message: 'No progress for 10 s: 5 tasks of revision 2 run, 8 of 10 tasks are available.',
    });
    expect(world.events.map(({ reason }) => reason)).toEqual(['ProgressDeadlineExceeded']);
    for (let turn = 0; turn < 4; turn += 1) {
      world.allWell();
      world.settle();
    }
    expect(progressingOf(world.input.status)).toMatchObject({
      status: 'True',
      reason: 'NewReplicaSetAvailable',
    });
    expect(world.sizes()).toEqual({ s1: 0, s2: 10 });
  });

  it('[K-F6] is not judged while the deployment is scaled', () => {
    const input = midway(aCondition('ReplicaSetUpdated', 0));
    const scaled = { ...input, spec: { ...input.spec, replicas: 12 }, nowMs: 10_001 };
    expect(progressingOf(planRollout(scaled).status)?.reason).toBe('ReplicaSetUpdated');
  });

  it('[K-F4] a created set is named, a found one only where nothing was said before', () => {
    const created = planRollout(anInput(aSpec(3, strategy), [], null));
    expect(progressingOf(created.status)).toMatchObject({
      reason: 'NewReplicaSetCreated',
      message: 'Created new replica set "web-new"',
    });
    const found = planRollout({ ...midway(null), nowMs: 3 });
    expect(progressingOf(found.status)).toMatchObject({
      reason: 'FoundNewReplicaSet',
      message: 'Found new replica set "web-s2"',
    });
  });
});

describe('[RO12] completion', () => {
  it('waits for an old set that is still wanted, though it has no task yet', () => {
    const sets = [aSet('s1', 1, { ...full, active: 0 }), aSet('s2', 10, full)];
    const input = anInput(aSpec(10, strategy), sets, 's2', { rollout: aRollout(2), stableRevision: 1 });
    const decision = planRollout(input);
    expect(decision.replicas).toMatchObject([{ id: 's1', replicas: 0 }]);
    expect(decision.rollout?.outcome).toBeUndefined();
  });

  it('keeps the lowest ready and the highest total, stopping ones included', () => {
    const rollout = aRollout(2, { lowestReady: 9, highestTotal: 10 });
    const sets = [aSet('s1', 8, { ...full, terminating: 2 }), aSet('s2', 5, { ...full, ready: 0 })];
    const input = anInput(aSpec(10, strategy), sets, 's2', { rollout, stableRevision: 1 });
    expect(planRollout(input).rollout).toMatchObject({ lowestReady: 8, highestTotal: 15 });
  });
});

describe('[RO15] pausing', () => {
  it('[K-H70] paused from the start: no set; resumed: one', () => {
    const input = anInput(aSpec(3, strategy), [], null, { paused: true });
    expect(planRollout(input)).toMatchObject({ replicas: [], createReplicaSet: null });
    expect(planRollout({ ...input, paused: false }).createReplicaSet).toMatchObject({ replicas: 3 });
  });

  it('[K-H70] a new template while paused waits', () => {
    const input = anInput(aSpec(10, strategy), [aSet('s1', 10, full)], null, { paused: true });
    expect(planRollout(input)).toMatchObject({ replicas: [], createReplicaSet: null, wakeAtMs: null });
  });

  it('says so, and resuming restarts the clock', () => {
    const paused = { ...midway(aCondition('ReplicaSetUpdated', 0)), paused: true, nowMs: 7_000 };
    const { status } = planRollout(paused);
    expect(progressingOf(status)).toMatchObject({ status: 'Unknown', reason: 'DeploymentPaused' });
    const resumed = planRollout({ ...paused, status, paused: false, nowMs: 50_000 });
    expect(progressingOf(resumed.status)).toMatchObject({
      status: 'Unknown',
      reason: 'DeploymentResumed',
      message: 'Deployment is resumed',
      lastUpdateAtMs: 50_000,
    });
    expect(resumed.wakeAtMs).toBe(60_001);
  });

  it('[K-F9] does not cover up that the deadline is over', () => {
    const late = { ...midway(aCondition('ProgressDeadlineExceeded', 0, 'False')), paused: true };
    expect(progressingOf(planRollout(late).status)?.reason).toBe('ProgressDeadlineExceeded');
  });

  it('stands still in the middle: neither the room above is filled nor an old set taken down', () => {
    const sets = [aSet('s1', 6, full), aSet('s2', 4, full)];
    const input = anInput(aSpec(10, strategy), sets, 's2', { paused: true });
    expect(planRollout(input).replicas).toEqual([]);
    const done = [aSet('s1', 3, full), aSet('s2', 10, full)];
    expect(planRollout({ ...input, replicaSets: done }).replicas).toEqual([]);
  });

  it('puts the reason into the rollout, and resuming starts its counts again', () => {
    const rollout = aRollout(2, { restarts: 3, probeFailures: 2, errorLines: 1, lastProgressAtMs: 1 });
    const paused = { ...midway(null), rollout, paused: true, pauseReason: 'lunch', nowMs: 5 };
    expect(planRollout(paused).rollout).toMatchObject({ outcome: 'paused', message: 'lunch' });
    const resumed = {
      ...paused,
      paused: false,
      rollout: { ...rollout, outcome: 'paused', message: 'lunch' },
    } as const;
    expect(planRollout(resumed).rollout).toMatchObject({
      outcome: 'running',
      message: '',
      restarts: 0,
      probeFailures: 0,
      errorLines: 0,
      lastProgressAtMs: 5,
    });
  });
});

describe('[RO10] being deleted', () => {
  it('[K-H80] wants no tasks and creates nothing', () => {
    const decision = planRollout({ ...midway(null), deleting: true });
    expect(decision.replicas.map(({ replicas }) => replicas)).toEqual([0, 0]);
    expect(decision.createReplicaSet).toBeNull();
  });
});
