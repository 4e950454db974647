import { expect, it } from 'vitest';
import type { Plan, PlanMove } from '../../live/plans.ts';
import { zoomedBy } from './map-keys.ts';
import { currentPlan, outcomeOf } from './what-if-outcome.ts';

const move = (action: PlanMove['action'], taskName: string, node: string | null): PlanMove => ({
  ...{ action, taskName, revision: 1, atMs: 0 },
  fromNode: action === 'stop' ? node : null,
  toNode: action === 'start' ? node : null,
});
const waves = (...moves: PlanMove[]): Plan['waves'] => [{ atMs: 0, moves, ready: 0, total: 0 }];

it('counts what each node would take, and names what none would', () => {
  const { arrivals, unplaced } = outcomeOf({
    waves: [
      ...waves(move('stop', 'a', 'n-1'), move('start', 'a2', 'n-2'), move('start', 'b2', 'n-3')),
      ...waves(move('start', 'c2', 'n-2'), move('wait', 'd2', null)),
    ],
  });
  expect([...arrivals]).toEqual([
    ['n-2', 2],
    ['n-3', 1],
  ]);
  expect(unplaced).toEqual(['d2']);
  expect(outcomeOf(undefined)).toEqual({ arrivals: new Map(), unplaced: [] });
});

it('takes no plan of what was asked before, and none once this was refused', () => {
  expect(currentPlan({ plan: 'of n-2', stale: false, refusal: null })).toBe('of n-2');
  expect(currentPlan({ plan: 'of n-1', stale: true, refusal: null })).toBeUndefined();
  expect(currentPlan({ plan: 'of n-2', stale: false, refusal: { code: 'unavailable' } })).toBeUndefined();
});

it('zooms in steps, as far as there are any', () => {
  expect([zoomedBy(1, 1), zoomedBy(1.5, 1), zoomedBy(3, 1), zoomedBy(2, -1), zoomedBy(1, -1)]).toEqual([
    1.5, 2, 3, 1.5, 1,
  ]);
});
