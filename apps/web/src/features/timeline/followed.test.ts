import { rolloutPace } from '@gantry/model/rollout-pace';
import { expect, it } from 'vitest';
import type { Plan } from '../../live/plans.ts';
import { followed } from './followed.ts';
import { revisionEntry } from './testing/revision-entry.ts';

const confirmed = { plan: {} as Plan, target: 1, afterRevision: 2 };
const at = (atMs: number, ready: Record<number, number>) => ({ atMs, ready, total: 4, desired: 4, floor: 3 });
const startAtMs = revisionEntry(3).createdAtMs;
const history = (third: Parameters<typeof revisionEntry>[1]) => ({
  ...{ namespace: 'default', name: 'shop', currentRevision: 3 },
  pace: rolloutPace([]),
  revisions: [revisionEntry(3, third), revisionEntry(2), revisionEntry(1)],
  series: {
    ...{ fromAtMs: 0, toAtMs: startAtMs + 9_000, thinned: false, dips: [] },
    points: [at(1_000, { 2: 4 }), at(startAtMs + 2_000, { 2: 3, 3: 1 }), at(startAtMs + 5_000, { 3: 4 })],
  },
});

it('waits for the rollout that restores what was confirmed', () => {
  expect(followed(confirmed, history({ restoredFrom: null }), startAtMs + 9_000).actual).toBeNull();
});

it('fills in what was ready since the rollout began, held from step to step', () => {
  const rollout = { ...revisionEntry(3).rollout!, outcome: 'running' as const, endedAtMs: null };
  const { actual } = followed(confirmed, history({ restoredFrom: 1, rollout }), startAtMs + 7_000);
  expect(actual).toMatchObject({ revision: 3, tookMs: 7_000, isOver: false });
  expect(actual?.curve.map(({ atMs, ready }) => [atMs, ready])).toEqual([
    [0, 4],
    [2_000, 4],
    [2_000, 4],
    [5_000, 4],
    [5_000, 4],
    [7_000, 4],
  ]);
});

it('stays as it ended', () => {
  const rollout = { ...revisionEntry(3).rollout!, endedAtMs: startAtMs + 5_000 };
  const { actual } = followed(confirmed, history({ restoredFrom: 1, rollout }), startAtMs + 60_000);
  expect(actual).toMatchObject({ tookMs: 5_000, isOver: true });
});
