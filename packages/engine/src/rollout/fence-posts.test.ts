import { type Strategy, strategy as strategySchema } from '@gantry/model';
import { describe, expect, it } from 'vitest';
import { fencePosts, rollingBounds } from './fence-posts.ts';
import { capacity, rolling } from './testing/counted-deployment.ts';

describe('[RO1] surge is rounded up, unavailable down', () => {
  it.each([
    ['[K-H1] 0 % and 0 % of 0', '0%', '0%', 0, 0, 1],
    ['[K-H2] 39 % and 39 % of 10', '39%', '39%', 10, 4, 3],
    ['[K-H3] surge 0, unavailable 39 % of 10', 0, '39%', 10, 0, 3],
    ['[K-H3] surge 39 %, unavailable 0 of 10', '39%', 0, 10, 4, 0],
    ['[K-H3] both 0 of 10', 0, 0, 10, 0, 1],
    ['[K-F2] a quarter of 1', '25%', '25%', 1, 1, 0],
    ['[K-F2] a quarter of 2', '25%', '25%', 2, 1, 0],
    ['[K-F2] a quarter of 3', '25%', '25%', 3, 1, 0],
    ['[K-F2] a quarter of 4', '25%', '25%', 4, 1, 1],
    ['[K-F2] a quarter of 5', '25%', '25%', 5, 2, 1],
    ['[K-F2] a quarter of 10', '25%', '25%', 10, 3, 2],
  ])('%s', (_, surge, unavailable, replicas, maxSurge, maxUnavailable) => {
    const bounds = rollingBounds({ maxSurge: surge, maxUnavailable: unavailable }, replicas);
    expect(bounds).toEqual({ maxSurge, maxUnavailable });
  });

  it('[K-H4] text that is no percentage is refused by the schema', () => {
    expect(strategySchema.safeParse(rolling('oops', 0)).success).toBe(false);
    expect(strategySchema.safeParse(rolling('10%', 0)).success).toBe(true);
  });
});

describe('[RO4] unavailable is capped at the size', () => {
  it.each([
    ['[K-H7] 10 of 5', rolling(0, 10), 5, 5],
    ['[K-H7] 10 of 0', rolling(0, 10), 0, 0],
    ['[K-H7] Recreate', { type: 'Recreate' } as const, 5, 0],
    ['[K-H7] 50 % of 10', rolling(0, '50%'), 10, 5],
    ['[K-H7] 100 % of 5', rolling(0, '100%'), 5, 5],
  ])('%s', (_, strategy, replicas, maxUnavailable) => {
    expect(fencePosts(strategy, replicas)).toMatchObject({
      maxUnavailable,
      minAvailable: replicas - maxUnavailable,
    });
  });
});

describe('[RO3] the posts of the other strategies', () => {
  it('Recreate has no room above and wants all', () => {
    expect(fencePosts({ type: 'Recreate' }, 4)).toMatchObject({ minAvailable: 4, maxTotal: 4 });
  });

  it('BlueGreen doubles and lets none be missing', () => {
    const blueGreen = { type: 'BlueGreen', autoPromotionSeconds: null, scaleDownDelaySeconds: 30 } as const;
    expect(fencePosts(blueGreen, 4)).toMatchObject({ minAvailable: 4, maxTotal: 8 });
  });

  it('Canary has its own', () => {
    const canary = { type: 'Canary', steps: [], maxSurge: 1, maxUnavailable: 2 } satisfies Strategy;
    expect(fencePosts(canary, 4)).toMatchObject({ minAvailable: 2, maxTotal: 5 });
  });
});

describe('[RO2] Marathon says the same in two other numbers', () => {
  it.each([
    [4, 1, 1, 4, 8],
    [4, 1, 0, 4, 5],
    [4, 1, 0.25, 4, 5],
    [4, 1, 0.1, 4, 5],
    [4, 0, 0, 0, 4],
    [4, 0, 1, 0, 8],
    [4, 0.5, 0, 2, 4],
    [4, 0.5, 0.5, 2, 6],
    [4, 0.9, 0, 4, 5],
  ])(
    '[M-C.4] %d tasks, health %d, over %d: at least %d, at most %d',
    (replicas, health, over, least, most) => {
      expect(fencePosts(capacity(health, over), replicas)).toMatchObject({
        minAvailable: least,
        maxTotal: most,
      });
    },
  );

  it('does not let binary fractions round one up: 7 % of 100 are 7', () => {
    expect(fencePosts(capacity(0.07, 0), 100).minAvailable).toBe(7);
    expect(fencePosts(capacity(1, 0.29), 100).maxTotal).toBe(129);
  });
});
