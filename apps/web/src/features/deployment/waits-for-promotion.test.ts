import type { DeploymentRecord, RolloutRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { waitsForPromotion } from './waits-for-promotion.ts';

const of = (type: string) => ({ spec: { strategy: { type } } }) as DeploymentRecord;
const rollout = (endedAtMs: number | null) => ({ endedAtMs }) as RolloutRecord;

it('is a rollout in stages that is under way', () => {
  expect(waitsForPromotion(of('Canary'), rollout(null))).toBe(true);
  expect(waitsForPromotion(of('BlueGreen'), rollout(null))).toBe(true);
  expect(waitsForPromotion(of('Canary'), rollout(9))).toBe(false);
  expect(waitsForPromotion(of('RollingUpdate'), rollout(null))).toBe(false);
  expect(waitsForPromotion(of('Canary'), undefined)).toBe(false);
});
