import { describe, expect, it } from 'vitest';
import { rolloutBounds } from './rollout-bounds.ts';

describe('what a rollout keeps to', () => {
  it.each([
    // Kubernetes rounds surge up and unavailable down.
    [4, '25%', '25%', { surge: 1, unavailable: 1, floor: 3, ceiling: 5 }],
    [3, '25%', '25%', { surge: 1, unavailable: 0, floor: 3, ceiling: 4 }],
    [10, 2, 0, { surge: 2, unavailable: 0, floor: 10, ceiling: 12 }],
    [1, '0%', '0%', { surge: 0, unavailable: 1, floor: 0, ceiling: 1 }],
    [0, '25%', '25%', { surge: 0, unavailable: 0, floor: 0, ceiling: 0 }],
  ])('%i replicas, surge %s, unavailable %s', (replicas, maxSurge, maxUnavailable, bounds) => {
    expect(
      rolloutBounds({ replicas, strategy: { type: 'RollingUpdate', maxSurge, maxUnavailable } }),
    ).toEqual(bounds);
  });

  it('reads Marathon’s bounds', () => {
    const strategy = { type: 'Capacity', minimumHealthCapacity: 0.5, maximumOverCapacity: 0.2 } as const;
    expect(rolloutBounds({ replicas: 5, strategy })).toEqual({
      surge: 1,
      unavailable: 2,
      floor: 3,
      ceiling: 6,
    });
  });

  it('lets a recreate go to nothing', () => {
    expect(rolloutBounds({ replicas: 5, strategy: { type: 'Recreate' } })).toMatchObject({
      floor: 0,
      ceiling: 5,
    });
  });
});
