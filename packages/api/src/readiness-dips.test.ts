import { expect, it } from 'vitest';
import { dipsOf, readyFloor } from './readiness-dips.ts';
import { RibbonLine } from './ribbon-line.ts';
import { taskRecord } from './testing/index.ts';

/** `[at, ready, floor, desired]`, of which the last two stay as they were where they are left out. */
function course(...steps: [atMs: number, ready: number, floor?: number, desired?: number][]) {
  let [floor, desired] = [3, 4];
  return steps.map(([atMs, ready, newFloor = floor, newDesired = desired]) => {
    [floor, desired] = [newFloor, newDesired];
    return { atMs, ready: ready > 1 ? { 1: 1, 2: ready - 1 } : { 1: ready }, floor, desired };
  });
}

it('tells since when, until when and how far readiness fell below its floor', () => {
  expect(dipsOf(course([0, 4], [10, 3], [20, 2], [30, 1], [40, 2], [50, 3], [60, 2]))).toEqual([
    { fromAtMs: 20, toAtMs: 50, lowestReady: 1, floor: 3, desired: 4 },
    { fromAtMs: 60, toAtMs: null, lowestReady: 2, floor: 3, desired: 4 },
  ]);
});

it('says nothing of what was never at its floor, and of replicas that are wanted but not there yet', () => {
  expect(dipsOf(course([0, 0], [10, 1], [20, 0], [30, 2]))).toEqual([]);
  expect(dipsOf(course([0, 4], [10, 4, 23, 30], [20, 12], [30, 11], [40, 30]))).toEqual([]);
});

it('holds what was held before against a deployment that grows', () => {
  expect(dipsOf(course([0, 4], [10, 4, 23, 30], [20, 2], [30, 3], [40, 30]))).toEqual([
    { fromAtMs: 20, toAtMs: 30, lowestReady: 2, floor: 3, desired: 30 },
  ]);
});

it('lets fewer be ready where fewer are wanted', () => {
  expect(dipsOf(course([0, 4], [10, 4, 1, 1], [20, 1], [30, 0], [40, 0, 0, 0]))).toEqual([
    { fromAtMs: 30, toAtMs: 40, lowestReady: 0, floor: 1, desired: 1 },
  ]);
});

it('takes the floor from the strategy; to recreate is to have none for a while', () => {
  const rolling = { type: 'RollingUpdate', maxSurge: '25%', maxUnavailable: '25%' } as const;
  expect(readyFloor({ strategy: rolling, replicas: 10 })).toBe(8);
  expect(readyFloor({ strategy: { type: 'Recreate' }, replicas: 10 })).toBe(0);
});

it('still sees a short dip in a ribbon that had to forget most of its points', () => {
  const line = new RibbonLine({ desired: 1, floor: 1 });
  const task = (ready: boolean) => taskRecord('t', { revision: 1, state: 'running', ready });
  const other = (revision: number) => taskRecord('u', { revision, state: 'running' });
  line.put(task(true));
  line.begin(0);
  for (let at = 1; at <= 2_000; at += 1) {
    const [last, next] = at === 500 ? [task(true), task(false)] : [task(false), task(true)];
    if (at === 500 || at === 501) line.move({ last, next });
    else line.move({ last: other(at - 1), next: other(at) });
    line.note(at, 100);
  }
  expect(line.size).toBeLessThanOrEqual(100);
  expect(dipsOf(line.since(0))).toMatchObject([{ lowestReady: 0, floor: 1 }]);
});
