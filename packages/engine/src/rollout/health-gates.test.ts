import type { HealthGates, RolloutRecord } from '@gantry/model';
import { describe, expect, it } from 'vitest';
import { planRollout } from './plan-rollout.ts';
import type { RolloutInput } from './rollout-input.ts';
import { anInput, aRollout, aSet, aSpec, CountedDeployment, rolling } from './testing/counted-deployment.ts';

const open: HealthGates = {
  readyWithinSeconds: null,
  maxRestarts: null,
  maxProbeFailures: null,
  maxErrorLines: null,
  onFailure: 'pause',
};
const full = { desiredReplicas: 3, maxReplicas: 4 };

function gated(gates: Partial<HealthGates>, over: Partial<RolloutRecord> = {}): RolloutInput {
  const spec = aSpec(3, rolling(1, 0), { healthGates: { ...open, ...gates } });
  const sets = [aSet('s1', 3, full), aSet('s2', 1, { ...full, ready: 0 })];
  const rollout = aRollout(2, { lastProgressAtMs: 0, ...over });
  const input = anInput(spec, sets, 's2', { rollout, stableRevision: 1 });
  return { ...input, status: planRollout({ ...input, rollout: null }).status };
}

describe('[RO19] health gates', () => {
  it.each([
    ['restarts', { maxRestarts: 2 }, { restarts: 2 }, { restarts: 3 }, '3 restarts, more than the 2 allowed'],
    ['a restart', { maxRestarts: 0 }, {}, { restarts: 1 }, '1 restart, more than the 0 allowed'],
    [
      'probe failures',
      { maxProbeFailures: 5 },
      { probeFailures: 5 },
      { probeFailures: 6 },
      '6 probe failures, more than the 5 allowed',
    ],
    ['error lines', { maxErrorLines: 0 }, {}, { errorLines: 9 }, '9 error lines, more than the 0 allowed'],
  ])(
    '%s up to the limit are let pass, and one more pauses with a sentence',
    (_, gates, within, beyond, sentence) => {
      expect(planRollout(gated(gates, within)).action).toBeNull();
      const decision = planRollout({
        ...gated(gates, beyond),
        lastFailure: () => 'readiness probe of web on n2: HTTP 500',
      });
      const reason = `Revision 2: ${sentence}; the last failure: readiness probe of web on n2: HTTP 500`;
      expect(decision.action).toEqual({ type: 'pause', reason });
      expect(decision.rollout).toMatchObject({ outcome: 'paused', message: reason });
      expect(decision.events).toEqual([
        { reason: 'HealthGateFailed', message: `${reason}. The rollout is paused.` },
      ]);
      expect(decision.replicas).toEqual([]);
    },
  );

  it('not ready within the deadline, counted from the last progress', () => {
    const input = gated({ readyWithinSeconds: 30 }, { lastProgressAtMs: 5_000 });
    expect(planRollout({ ...input, nowMs: 34_999 })).toMatchObject({ action: null, wakeAtMs: 35_000 });
    expect(planRollout({ ...input, nowMs: 35_000 }).action).toEqual({
      type: 'pause',
      reason: 'Revision 2: 1 of 1 new tasks did not become ready within 30 s',
    });
  });

  it('ready in time is good for ever', () => {
    const input = gated({ readyWithinSeconds: 30 });
    const sets = [aSet('s1', 3, full), aSet('s2', 1, { ...full, ready: 1, available: 0 })];
    expect(planRollout({ ...input, replicaSets: sets, nowMs: 99_000 }).action).toBeNull();
  });

  it('rolls back to the stable revision and ends the rollout, saying why', () => {
    const input = gated({ maxRestarts: 0, onFailure: 'rollback' }, { restarts: 1 });
    const decision = planRollout({ ...input, nowMs: 7 });
    const reason = 'Revision 2: 1 restart, more than the 0 allowed';
    expect(decision.action).toEqual({ type: 'rollback', toRevision: 1, reason });
    expect(decision.rollout).toMatchObject({ outcome: 'rolledBack', endedAtMs: 7, message: reason });
    expect(decision.events.at(-1)).toEqual({
      reason: 'HealthGateFailed',
      message: `${reason}. Goes back to revision 1.`,
    });
  });

  it.each([
    [
      'there is nothing to go back to',
      { stableRevision: null },
      'there is no earlier good revision to go back to',
    ],
    ['it is a rollback itself', { restoring: true }, 'it is a rollback itself, so it waits here'],
  ])('pauses instead when %s', (_, over, sentence) => {
    const input = gated({ maxRestarts: 0, onFailure: 'rollback' }, { restarts: 1 });
    const reason = `Revision 2: 1 restart, more than the 0 allowed; ${sentence}`;
    expect(planRollout({ ...input, ...over }).action).toEqual({ type: 'pause', reason });
  });

  it('resumed by a person, the counts start again', () => {
    const world = new CountedDeployment(gated({ maxRestarts: 0 }, { restarts: 1 }));
    world.settle();
    expect(world.input.paused).toBe(true);
    world.change({ paused: false });
    for (let turn = 0; turn < 8; turn += 1) {
      world.allWell();
      world.settle();
    }
    expect(world.sizes()).toEqual({ s1: 0, s2: 3 });
  });

  it('looks at nothing without gates, and after the rollout has ended', () => {
    const bad = gated({ maxRestarts: 0 }, { restarts: 99 });
    expect(planRollout({ ...bad, spec: { ...bad.spec, healthGates: null } }).action).toBeNull();
    expect(planRollout({ ...bad, rollout: null }).action).toBeNull();
  });
});
