import type { DeploymentHistory } from '@gantry/client';
import type { RolloutRecord } from '@gantry/model';
import { rolloutPace } from '@gantry/model/rollout-pace';
import { describe, expect, it } from 'vitest';
import { historyAt } from './history-at.ts';
import { revisionEntry } from './testing/revision-entry.ts';

const history: DeploymentHistory = {
  namespace: 'default',
  name: 'web',
  currentRevision: 3,
  pace: rolloutPace([]),
  revisions: [
    revisionEntry(3, { createdAtMs: 300, current: true }),
    revisionEntry(2, { createdAtMs: 200 }),
    revisionEntry(1, { createdAtMs: 100 }),
  ],
  series: {
    fromAtMs: 100,
    toAtMs: 400,
    thinned: false,
    dips: [210, 240].map((fromAtMs) => ({
      fromAtMs,
      toAtMs: fromAtMs + 20,
      lowestReady: 0,
      floor: 1,
      desired: 1,
    })),
    points: [100, 200, 300].map((atMs) => ({ atMs, ready: {}, total: 0, desired: 1, floor: 1 })),
  },
};
const rollout = { toRevision: 2, outcome: 'running', startedAtMs: 200, endedAtMs: null } as RolloutRecord;

describe('the history at a moment', () => {
  it('knows nothing of what came later', () => {
    const { revisions, series, currentRevision } = historyAt(history, {
      atMs: 250,
      revision: 2,
      rollouts: [],
    });
    expect(revisions.map(({ number, current }) => [number, current])).toEqual([
      [2, true],
      [1, false],
    ]);
    expect(series.dips.map(({ toAtMs }) => toAtMs)).toEqual([230, null]);
    expect([series.toAtMs, series.points.length, currentRevision]).toEqual([250, 2, 2]);
  });

  it('tells a rollout that was under way as it was then', () => {
    const { revisions } = historyAt(history, { atMs: 250, revision: 2, rollouts: [rollout] });
    expect(revisions[0]?.rollout).toMatchObject({ outcome: 'running', tookMs: null });
  });
});
