import type { DeploymentRecord, RolloutRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { deploymentVerdict, rolloutVerdict } from './verdict.ts';
import { waitingRevision, waitsForPerson } from './waits-for-person.ts';

const deployment = (strategy: object, ready = 4) =>
  ({
    spec: { replicas: 4, strategy },
    status: { readyReplicas: ready, observedGeneration: 1, conditions: [] },
    ...{ generation: 1, paused: false, deletingAtMs: null, quarantine: null },
  }) as unknown as DeploymentRecord;
const rollout = (over: Partial<RolloutRecord> = {}) =>
  ({ outcome: 'running', message: 'It holds.', step: 1, promoted: false, ...over }) as RolloutRecord;

const canary = (seconds: number | null) =>
  deployment({
    type: 'Canary',
    steps: [
      { type: 'weight', percent: 25 },
      { type: 'pause', seconds },
    ],
  });
const blueGreen = (autoPromotionSeconds: number | null) =>
  deployment({ type: 'BlueGreen', autoPromotionSeconds });

it('is a canary at a pause without an end, and a blue-green one that is up and not switched to by time', () => {
  expect(waitsForPerson(canary(null), rollout())).toBe(true);
  expect(waitsForPerson(blueGreen(null), rollout())).toBe(true);
});

it.each([
  ['a pause that ends by itself', canary(60), rollout()],
  ['another step', canary(null), rollout({ step: 0, message: '' })],
  ['all steps behind', canary(null), rollout({ step: 2, message: '' })],
  ['a step of a strategy that does not hold', canary(null), rollout({ message: '' })],
  ['paused by somebody', canary(null), rollout({ outcome: 'paused' })],
  ['switched to by time', blueGreen(30), rollout()],
  ['still coming up', blueGreen(null), rollout({ step: 0, message: '' })],
  ['switched over already', blueGreen(null), rollout({ step: 2, promoted: true })],
  ['a rolling update', deployment({ type: 'RollingUpdate' }), rollout()],
] as const)('is not %s', (_, of, one) => {
  expect(waitsForPerson(of, one)).toBe(false);
});

it('is of the revision that is rolled out to', () => {
  expect(waitingRevision(canary(null), rollout({ toRevision: 7 }))).toBe(7);
  expect(waitingRevision(canary(60), rollout({ toRevision: 7 }))).toBeNull();
  expect(waitingRevision(canary(null), undefined)).toBeNull();
});

it('is told so, unless there is worse to tell', () => {
  const waiting = { tone: 'pending', label: 'Waits for a person' };
  expect(rolloutVerdict(rollout(), canary(null))).toEqual(waiting);
  expect(deploymentVerdict(canary(null), rollout())).toEqual(waiting);
  expect(deploymentVerdict(canary(60), rollout()).label).toBe('Rolling out');
  const { strategy } = canary(null).spec;
  expect(deploymentVerdict(deployment(strategy, 0), rollout()).label).toBe('Down');
  expect(deploymentVerdict(deployment(strategy, 3), rollout()).label).toBe('Degraded');
});
