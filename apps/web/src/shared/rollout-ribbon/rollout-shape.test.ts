import { expect, it } from 'vitest';
import { rolloutSentence, rolloutShape } from './rollout-shape.ts';

const span = { fromAtMs: 1_000, toAtMs: 2_000, revision: 2 };
const point = (atMs: number, ready: Record<number, number>) => ({ atMs, ready, desired: 4, floor: 3 });

it('draws the new one on top of those that it replaces, from when the rollout began', () => {
  const points = [point(0, { 1: 4 }), point(1_250, { 1: 4, 2: 1 }), point(1_500, { 1: 1, 2: 3 })];
  const { old, fresh, desired, floor } = rolloutShape(points, span);
  // Five were ready at the most, so that one is 4.8 pixels.
  expect(old).toBe('M0 24V4.8H25V24ZM25 24V4.8H50V24ZM50 24V19.2H100V24Z');
  expect(fresh).toBe('M25 4.8V0H50V4.8ZM50 19.2V4.8H100V19.2Z');
  expect(desired).toBe('M0 4.8H25L25 4.8H50L50 4.8H100');
  expect(floor).toContain('M0 9.6');
});

it('draws nothing of nothing', () => {
  expect(rolloutShape([], span)).toEqual({ old: '', fresh: '', desired: '', floor: '' });
});

it('says how many are ready, and how few were', () => {
  expect(rolloutSentence([point(0, { 1: 4 }), point(1_200, { 1: 2 }), point(1_300, { 1: 2, 2: 2 })])).toBe(
    'Ready since it began: 4 of 4, at the lowest 2',
  );
});
