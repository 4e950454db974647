import type { DeploymentRecord, RolloutRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { rolloutVerdict } from './verdict.ts';

const rollout = (outcome: RolloutRecord['outcome']) => ({ outcome, message: '' }) as RolloutRecord;
const deployment = (progressing: 'True' | 'False') =>
  ({
    spec: { strategy: { type: 'RollingUpdate' } },
    status: { conditions: [{ type: 'Progressing', status: progressing }] },
  }) as unknown as DeploymentRecord;

it('tells a rollout that makes no progress as stuck, and any other by its outcome', () => {
  expect(rolloutVerdict(rollout('running'), deployment('False'))).toEqual({ tone: 'failed', label: 'Stuck' });
  expect(rolloutVerdict(rollout('running'), deployment('True')).label).toBe('Rolling out');
  expect(rolloutVerdict(rollout('aborted'), deployment('False')).label).toBe('Aborted');
});
