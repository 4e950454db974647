import type { DeploymentRecord, RolloutRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { deploymentVerdict } from '../../shared/verdict.ts';
import { rolloutHead } from './rollout-head.ts';

const deployment = (ready: number, over: Partial<DeploymentRecord> = {}) =>
  ({
    spec: { replicas: 2 },
    status: { readyReplicas: ready, observedGeneration: 1, conditions: [] },
    ...{ generation: 1, paused: false, deletingAtMs: null, quarantine: null },
    ...over,
  }) as unknown as DeploymentRecord;
const rollout = (over: Partial<RolloutRecord> = {}) =>
  ({ outcome: 'complete', message: '', endedAtMs: 5, toRevision: 3, ...over }) as RolloutRecord;

/** As it is told by its record alone. */
const headOf = (one: DeploymentRecord, last: RolloutRecord | undefined) =>
  rolloutHead(one, last, deploymentVerdict(one, last));

it('tells how the rollout under way is, and how the last one ended where all is well', () => {
  const running = rollout({ outcome: 'running', endedAtMs: null });
  expect(headOf(deployment(0), running)).toMatchObject({
    title: 'Rollout to r3',
    verdict: { label: 'Rolling out' },
  });
  const unplaced = { tone: 'degraded', label: 'Cannot be placed' } as const;
  expect(rolloutHead(deployment(0), running, unplaced).verdict).toEqual(unplaced);
  expect(headOf(deployment(2), rollout())).toMatchObject({
    title: 'Last rollout',
    verdict: { label: 'Complete' },
  });
  expect(headOf(deployment(2), undefined)).toMatchObject({ title: 'Last rollout', verdict: undefined });
});

it('tells what is wrong now before that the last rollout was complete', () => {
  const down = { tone: 'failed', label: 'Down' };
  expect(headOf(deployment(0), rollout())).toEqual({ title: 'Ready now', verdict: down, isTrouble: true });
  expect(headOf(deployment(1), rollout()).verdict).toEqual({ tone: 'degraded', label: 'Degraded' });
  expect(headOf(deployment(0, { paused: true }), rollout()).verdict).toEqual(down);
  const failing = { tone: 'degraded', label: 'Failing' } as const;
  expect(rolloutHead(deployment(2), rollout(), failing).verdict).toEqual(failing);
});

it('takes one that is being deleted for no trouble', () => {
  expect(headOf(deployment(0, { deletingAtMs: 9 }), rollout()).title).toBe('Last rollout');
});
