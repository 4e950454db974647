import { expect, it } from 'vitest';
import { lastHealthyAtMs } from './last-healthy.ts';

const minute = 60_000;
const point = (atMs: number, count: number) => ({
  atMs,
  ready: count === 0 ? ({} as Record<number, number>) : { 1: count },
  total: count,
  desired: 4,
  floor: 3,
});
const series = (points: ReturnType<typeof point>[]) => ({
  fromAtMs: 0,
  toAtMs: 60 * minute,
  points,
  thinned: false,
  dips: [],
});
type Entry = Parameters<typeof lastHealthyAtMs>[0]['revisions'][number];
const rollout = {
  ...{
    outcome: 'complete' as const,
    message: '',
    startedAtMs: 10 * minute,
    endedAtMs: 11 * minute,
    tookMs: minute,
  },
  ...{ replicas: 4, lowestReady: 4, highestTotal: 5, restarts: 0, probeFailures: 0, errorLines: 0 },
};
/** Made ten minutes after the one before it. */
const revisionEntry = (number: number, over: Partial<Entry> = {}): Entry => ({
  createdAtMs: number * 10 * minute,
  rollout,
  ...over,
});

it('is the end of the last time at which all that is wanted was ready', () => {
  const revisions = [revisionEntry(1)];
  expect(lastHealthyAtMs({ revisions, series: series([point(11 * minute, 4), point(20 * minute, 3)]) })).toBe(
    20 * minute - 1,
  );
  expect(lastHealthyAtMs({ revisions, series: series([point(12 * minute, 4)]) })).toBe(60 * minute - 1);
});

it('is before a rollout that fails, though as many are ready as before', () => {
  const failed = { ...rollout, outcome: 'failed' as const, startedAtMs: 20 * minute, endedAtMs: 25 * minute };
  const revisions = [revisionEntry(2, { rollout: failed }), revisionEntry(1)];
  expect(lastHealthyAtMs({ revisions, series: series([point(12 * minute, 4)]) })).toBe(20 * minute - 1);
  const running = { ...failed, outcome: 'running' as const, endedAtMs: null };
  expect(
    lastHealthyAtMs({
      revisions: [revisionEntry(2, { rollout: running }), revisionEntry(1)],
      series: series([point(12 * minute, 4), point(21 * minute, 5)]),
    }),
  ).toBe(20 * minute - 1);
});

it('is null for one that was never whole', () => {
  expect(
    lastHealthyAtMs({ revisions: [revisionEntry(1)], series: series([point(11 * minute, 3)]) }),
  ).toBeNull();
});

it('is before what was whole for a moment only, and ended', () => {
  const ended = { ...rollout, startedAtMs: 20 * minute, endedAtMs: 20 * minute + 300 };
  const revisions = [revisionEntry(2, { rollout: ended }), revisionEntry(1)];
  const points = [point(12 * minute, 4), point(20 * minute + 350, 0), point(22 * minute, 4)];
  const crashes = [...points, point(22 * minute + 20_000, 2)];
  expect(lastHealthyAtMs({ revisions, series: series(crashes) })).toBe(20 * minute - 1);
  expect(lastHealthyAtMs({ revisions, series: series(points) })).toBe(60 * minute - 1);
});

it('is the longest of them where none lasted', () => {
  const ended = { ...rollout, startedAtMs: 20 * minute, endedAtMs: 20 * minute + 300 };
  const revisions = [revisionEntry(2, { rollout: ended }), revisionEntry(1)];
  const points = [point(20 * minute - 900, 4), point(20 * minute + 350, 0)];
  expect(lastHealthyAtMs({ revisions, series: series(points) })).toBe(20 * minute - 1);
});
