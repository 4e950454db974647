import type { ReplicaSetId } from '@gantry/model';
import { describe, expect, it } from 'vitest';
import { balance, type Goal, type Goals, grow, shrink, stopUnavailable } from './balance.ts';
import { type FencePosts, fencePosts } from './fence-posts.ts';
import { rolling } from './testing/counted-deployment.ts';

const aGoal = (replicas: number, available: number, target: number, terminating = 0): Goal => ({
  id: `s${target}` as ReplicaSetId,
  replicas,
  ready: available,
  available,
  terminating,
  target,
});

/** The goals of a rolling update to `wanted`: new and old as [size, available]. */
const goals = (wanted: number, newest: [number, number], ...old: [number, number][]): Goals => ({
  newest: aGoal(...newest, wanted),
  old: old.map((one) => aGoal(...one, 0)),
});

const posts = (replicas: number, surge: number, unavailable: number): FencePosts =>
  fencePosts(rolling(surge, unavailable), replicas);

const sizes = (list: Goal[]) => list.map((goal) => goal.replicas);

describe('[RO6] growing into the room below the upper post', () => {
  it.each([
    ['[K-H5] does not lower a set that is above', goals(1, [5, 5], [0, 0]), posts(1, 1, 0), 5],
    ['[K-H6] takes what is missing when the room is larger', goals(6, [2, 2], [5, 5]), posts(6, 10, 0), 6],
    ['[K-H8] has no room', goals(10, [0, 0], [10, 10]), posts(10, 0, 1), 0],
    ['[K-H9] takes the surge', goals(10, [0, 0], [10, 10]), posts(10, 2, 0), 2],
    ['[K-H10] takes surge and what the old left', goals(10, [0, 0], [5, 5]), posts(10, 2, 0), 7],
    ['[K-H11] has used up the surge', goals(10, [2, 2], [10, 10]), posts(10, 2, 0), 2],
  ])('%s', (_, from, fence, size) => {
    expect(grow(from, fence)[0]?.replicas).toBe(size);
  });

  it('counts tasks that are still stopping', () => {
    const newest = aGoal(0, 0, 4);
    expect(sizes(grow({ newest, old: [aGoal(2, 2, 0, 2)] }, posts(4, 1, 1)))).toEqual([1, 2]);
    expect(sizes(grow({ newest, old: [aGoal(2, 2, 0, 0)] }, posts(4, 1, 1)))).toEqual([3, 2]);
  });
});

describe('[RO7] shrinking down to the lower post', () => {
  it.each([
    ['[K-H12] a new set above its size comes down', goals(10, [11, 11], [0, 0]), posts(10, 2, 0), [10, 0]],
    [
      '[K-H13] one may be missing when both bounds are 0',
      goals(10, [0, 0], [10, 10]),
      posts(10, 0, 0),
      [0, 9],
    ],
    ['[K-H14] as many as may be unavailable', goals(10, [0, 0], [10, 10]), posts(10, 0, 2), [0, 8]],
    ['[K-H15] two that are unavailable', goals(10, [0, 0], [10, 8]), posts(10, 0, 2), [0, 8]],
    ['[K-H16] one unavailable and one available', goals(10, [0, 0], [10, 9]), posts(10, 0, 2), [0, 8]],
    ['[K-H17] nothing while new ones are not available', goals(10, [2, 0], [8, 8]), posts(10, 0, 2), [2, 8]],
    ['[K-H19] nothing available at the post', goals(10, [0, 0], [8, 8]), posts(10, 0, 2), [0, 8]],
    ['[K-H20] nothing of nothing', goals(10, [0, 0], [0, 0]), posts(10, 0, 2), [0, 0]],
    ['[K-H21] nothing available far below the post', goals(10, [8, 1], [0, 0]), posts(10, 0, 2), [8, 0]],
    [
      '[K-F5] nothing at all while the new ones that are missing take up the spare',
      goals(10, [5, 0], [8, 6]),
      posts(10, 3, 2),
      [5, 8],
    ],
    [
      '[K-F5] nothing twice: counts from before the last stop',
      goals(10, [0, 0], [8, 10]),
      posts(10, 0, 2),
      [0, 8],
    ],
    ['oldest first', goals(10, [5, 5], [3, 3], [4, 4]), posts(10, 2, 0), [5, 1, 4]],
  ])('%s', (_, from, fence, after) => {
    expect(sizes(shrink(from, fence))).toEqual(after);
  });

  it.each([
    [10, 8, 1, 1],
    [10, 8, 3, 2],
    [10, 8, 0, 0],
    [10, 10, 3, 0],
  ])('[K-H18] of %d with %d available and %d allowed, %d go', (size, available, allowed, gone) => {
    expect(sizes(stopUnavailable([aGoal(size, available, 0)], allowed, posts(8, 0, 8)))).toEqual([
      size - gone,
    ]);
  });

  it('[K-H12] lowers a new set above its size by what is unavailable, and keeps what is available', () => {
    expect(sizes(balance(goals(10, [11, 5], [2, 2]), posts(10, 2, 0)))).toEqual([10, 2]);
  });
});

describe('[RO7] tasks that are ready but not available yet', () => {
  const goal = { ...aGoal(4, 1, 0), ready: 3 };
  it('are kept where fewer than the lower post are ready', () => {
    expect(sizes(shrink({ newest: aGoal(1, 1, 4), old: [goal] }, posts(4, 1, 0)))).toEqual([1, 3]);
  });

  it('go before available ones where more are ready', () => {
    expect(sizes(shrink({ newest: aGoal(2, 2, 4), old: [goal] }, posts(4, 2, 0)))).toEqual([2, 2]);
  });
});

describe('[RO7] stable tasks that serve nobody', () => {
  const broken = aGoal(2, 0, 2);
  const serving = aGoal(2, 2, 0);

  it('make way for the new ones where there is no other room, and only as many as are needed', () => {
    expect(sizes(balance({ newest: aGoal(0, 0, 2), old: [broken, serving] }, posts(2, 2, 0)))).toEqual([
      0, 0, 2,
    ]);
    expect(sizes(balance({ newest: aGoal(1, 0, 2), old: [broken, serving] }, posts(2, 3, 0)))).toEqual([
      1, 1, 2,
    ]);
  });

  it('stay while their room will do, once what is stopping has stopped', () => {
    const stopped = { ...broken, replicas: 0, terminating: 2 };
    expect(sizes(balance({ newest: aGoal(0, 0, 2), old: [stopped, serving] }, posts(2, 2, 0)))).toEqual([
      0, 0, 2,
    ]);
    expect(sizes(balance({ newest: aGoal(2, 0, 2), old: [aGoal(2, 0, 2)] }, posts(2, 2, 0)))).toEqual([2, 2]);
  });
});

describe('[RO5] one direction at a time', () => {
  it('grows first, and shrinks only when it cannot grow', () => {
    const from = goals(3, [0, 0], [3, 3]);
    expect(sizes(balance(from, posts(3, 1, 1)))).toEqual([1, 3]);
    expect(sizes(balance(goals(3, [1, 1], [3, 3]), posts(3, 1, 1)))).toEqual([1, 1]);
  });
});
