import { expect, it } from 'vitest';
import { isSlow, rolloutPace } from './rollout-pace.ts';

const took = (...seconds: number[]) =>
  seconds.map((one, index) => ({
    outcome: 'complete' as const,
    startedAtMs: index * 1_000_000,
    endedAtMs: index * 1_000_000 + one * 1_000,
  }));

it('says how long nine of ten rollouts took, each figure a real one', () => {
  expect(rolloutPace(took(50, 10, 20, 90, 30, 40, 60, 70, 80, 100))).toEqual({
    completed: 10,
    medianMs: 50_000,
    p90Ms: 90_000,
  });
});

it('says nothing of too few, and counts only what was completed', () => {
  const unfinished = { outcome: 'running', startedAtMs: 0, endedAtMs: null } as const;
  const failed = { outcome: 'rolledBack', startedAtMs: 0, endedAtMs: 9 } as const;
  expect(rolloutPace([...took(1, 2, 3, 4), unfinished, failed])).toEqual({
    completed: 4,
    medianMs: null,
    p90Ms: null,
  });
});

it('forgets how it was a hundred rollouts ago', () => {
  const slowThen = Array.from({ length: 50 }, () => 500);
  const quickNow = Array.from({ length: 100 }, () => 5);
  expect(rolloutPace(took(...slowThen, ...quickNow)).p90Ms).toBe(5_000);
});

it('calls slow what took longer than nine of ten, unless all are much alike', () => {
  const pace = rolloutPace(took(10, 10, 10, 10, 10, 10, 10, 10, 11, 12));
  expect([isSlow(12_000, pace), isSlow(15_000, pace), isSlow(15_001, pace)]).toEqual([false, false, true]);
  expect(isSlow(1e9, rolloutPace([]))).toBe(false);
  const quick = rolloutPace(took(0.05, 0.05, 0.05, 0.05, 0.06));
  expect([isSlow(144, quick), isSlow(1_049, quick), isSlow(1_050, quick)]).toEqual([false, false, true]);
});
