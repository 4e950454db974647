import type { TaskRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { readyGround, rolloutCounts } from './rollout-track.tsx';

const task = (over: Partial<TaskRecord>) =>
  ({
    ...{ state: 'running', desired: 'running', ready: false, readyAtMs: null, probeFailures: 0 },
    ...{ reason: '', nodeId: 'n1', revision: 2, ...over },
  }) as TaskRecord;
const none = { newReady: 0, newStarting: 0, newTroubled: 0, newWaiting: 0, oldReady: 0, oldOther: 0 };

it('tells what cannot start, and what fails its checks, from what is on the way', () => {
  const tasks = [
    task({}),
    task({ probeFailures: 9 }),
    task({ state: 'preparing', reason: 'ImagePullBackOff' }),
    task({ state: 'pending', nodeId: null, unplaced: null, failuresInARow: 0 }),
    task({ ready: true, revision: 1 }),
    task({ state: 'failed' }),
  ];
  expect(rolloutCounts(tasks, 2)).toEqual({
    ...none,
    newStarting: 1,
    newTroubled: 2,
    newWaiting: 1,
    oldReady: 1,
  });
});

it('is quiet only where all of it is ready', () => {
  expect(readyGround({ ...none, newReady: 3 })).toBe('bg-running-quiet');
  expect(readyGround({ ...none, newReady: 3, newTroubled: 1 })).toBe('bg-(--running)');
});
