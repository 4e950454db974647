import { describe, expect, it } from 'vitest';
import type { ReplicaSetCounts } from './rollout-input.ts';
import {
  anInput,
  aSet,
  aSpec,
  CountedDeployment,
  capacity,
  rolling,
  sizesAfter,
} from './testing/counted-deployment.ts';

/** Old to new sizes of the sets s1 (oldest), s2 ..., after the deployment goes from `from` to `to` replicas. */
function scaled(of: {
  from: number;
  to: number;
  oldestFirst: number[];
  surge?: number | string;
  /** Is the last of the list the new replica set? */
  hasNew?: boolean;
}): number[] {
  const { from, to, oldestFirst, surge = 0, hasNew = true } = of;
  const maxReplicas = from + (typeof surge === 'number' ? surge : 0);
  const sets = oldestFirst.map((size, index) =>
    aSet(`s${index + 1}`, size, { desiredReplicas: from, maxReplicas }),
  );
  const newId = hasNew ? (sets.at(-1)?.id ?? null) : null;
  return Object.values(sizesAfter(anInput(aSpec(to, rolling(surge, 1)), sets, newId)));
}

describe('[RO8] scaling without a rollout in progress', () => {
  it('[K-H22] the only set takes it all', () => {
    expect(scaled({ from: 10, to: 12, oldestFirst: [10] })).toEqual([12]);
    expect(scaled({ from: 10, to: 5, oldestFirst: [10] })).toEqual([5]);
  });

  it('[K-H32] with every set at 0 only the new one grows', () => {
    const sets = [1, 2, 3].map((number) => aSet(`s${number}`, 0, { desiredReplicas: 0 }));
    const paused = anInput(aSpec(6, rolling(0, 1)), sets, 's3', { paused: true });
    expect(sizesAfter(paused)).toEqual({ s1: 0, s2: 0, s3: 6 });
    expect(sizesAfter({ ...paused, paused: false })).toEqual({ s1: 0, s2: 0, s3: 6 });
  });

  it('with the new set whole and available the old ones go', () => {
    const bookkeeping = { desiredReplicas: 10, maxReplicas: 10 };
    const old = aSet('s1', 3, { desiredReplicas: 8, maxReplicas: 8 });
    const input = anInput(aSpec(10, rolling(0, 1)), [old, aSet('s2', 10, bookkeeping)], 's2');
    expect(sizesAfter(input)).toEqual({ s1: 0, s2: 10 });
  });

  it('[K-H71] a paused deployment follows its size', () => {
    const set = aSet('s1', 1, { desiredReplicas: 1, maxReplicas: 2 });
    expect(sizesAfter(anInput(aSpec(10, rolling(1, 0)), [set], 's1', { paused: true }))).toEqual({ s1: 10 });
  });
});

describe('[RO9] scaling in the middle of a rollout', () => {
  it.each([
    ['[K-H23] 5 to 10', 5, 10, [3, 2], [6, 4]],
    ['[K-H24] 5 to 3', 5, 3, [3, 2], [2, 1]],
    ['[K-H25] 9 to 4', 9, 4, [1, 8], [0, 4]],
    ['[K-H28] 3 to 4: the rest goes to the newest', 3, 4, [1, 1, 1], [1, 1, 2]],
    ['[K-H29] 3 to 2: the rest is taken from the oldest', 3, 2, [1, 1, 1], [0, 1, 1]],
    ['[K-H31] 6 to 0', 6, 0, [1, 2, 3], [0, 0, 0]],
    ['4 to 6: no more is given than is to be added', 4, 6, [1, 1, 2], [1, 2, 3]],
  ])('%s', (_, from, to, oldestFirst, after) => {
    expect(scaled({ from, to, oldestFirst })).toEqual(after);
  });

  it('[K-H34] 10 to 20 with a surge of 2', () => {
    expect(scaled({ from: 10, to: 20, oldestFirst: [6, 6], surge: 2 })).toEqual([11, 11]);
  });

  it('[K-H36] size and template changed together: the old ones first, no new set yet', () => {
    expect(scaled({ from: 10, to: 14, oldestFirst: [3, 7], hasNew: false })).toEqual([4, 10]);
  });

  it('[K-H38] a rollout stuck on a broken image keeps its shares', () => {
    const stuck = new CountedDeployment(
      anInput(aSpec(10, rolling(3, 2)), [aSet('s1', 10, { desiredReplicas: 10, maxReplicas: 13 })], 's1'),
    );
    stuck.startRollout(2, 1);
    stuck.settle();
    stuck.count('s1', () => ({ terminating: 0 }));
    stuck.settle();
    expect(stuck.sizes()).toEqual({ s1: 8, s2: 5 });
    stuck.change({ spec: aSpec(30, rolling(3, 2)) });
    expect(sizesAfter(stuck.input)).toEqual({ s1: 20, s2: 13 });
  });

  it.each([
    ['[K-F6] all go when nothing is wanted', 0, [0, 0, 0]],
    ['[K-F6] the largest takes what no share gives, but not below 0', 1, [1, 2, 0]],
  ])('without any size to go by: %s', (_, wanted, after) => {
    const sets = [1, 2, 3].map((size) =>
      aSet(`s${size}`, size, { desiredReplicas: 6, maxReplicas: 0, ready: 0 }),
    );
    const sizes = sizesAfter(anInput(aSpec(wanted, rolling(0, 1)), sets, 's3'));
    expect(Object.values(sizes)).toEqual(after);
  });

  it('takes in their place what does not serve, so that the upper post holds as well', () => {
    const bookkeeping = { desiredReplicas: 6, maxReplicas: 9 };
    const serves = aSet('s1', 3, { ...bookkeeping, ready: 3, available: 3 });
    const starts = aSet('s2', 6, { ...bookkeeping, ready: 0, available: 0 });
    expect(sizesAfter(anInput(aSpec(5, capacity(0.5, 0.5)), [serves, starts], 's2'))).toEqual({
      s1: 3,
      s2: 4,
    });
  });

  it('does not take those that are only ready below the lower post', () => {
    const sets = [
      aSet('s1', 3, { desiredReplicas: 8, maxReplicas: 11, available: 0, ready: 3 }),
      aSet('s2', 8, { desiredReplicas: 8, maxReplicas: 11, ready: 0 }),
    ];
    const input = anInput(aSpec(7, capacity(0.3, 0.4)), sets, 's2');
    expect(sizesAfter(input)).toEqual({ s1: 3, s2: 6 });
  });

  it('does not take the only ones that serve below the lower post', () => {
    const sets = [
      aSet('s1', 3, { desiredReplicas: 8, maxReplicas: 11 }),
      aSet('s2', 8, { desiredReplicas: 8, maxReplicas: 11, ready: 0 }),
    ];
    const input = anInput(aSpec(7, capacity(0.3, 0.4)), sets, 's2');
    expect(sizesAfter(input)).toEqual({ s1: 3, s2: 6 });
  });

  it('refreshes the bookkeeping of a set whose size stays, or it would scale for ever', () => {
    const sets = [aSet('s1', 5, { desiredReplicas: 10, maxReplicas: 10 }), aSet('s2', 0)];
    const bookkeeping: Partial<ReplicaSetCounts> = { desiredReplicas: 5, maxReplicas: 5 };
    const world = new CountedDeployment(anInput(aSpec(5, rolling(0, 1)), sets, 's1'));
    world.settle();
    expect(world.set('s1')).toMatchObject({ replicas: 5, ...bookkeeping });
  });

  it('without a stored size goes by the status', () => {
    const sets = [aSet('s1', 5, { desiredReplicas: 9, maxReplicas: 0 }), aSet('s2', 5, { maxReplicas: 0 })];
    const input = anInput(aSpec(20, rolling(0, 1)), sets, 's2');
    expect(sizesAfter(input)).toEqual({ s1: 5, s2: 15 });
    const status = { ...input.status, replicas: 10 };
    expect(sizesAfter({ ...input, status })).toEqual({ s1: 10, s2: 10 });
  });
});
