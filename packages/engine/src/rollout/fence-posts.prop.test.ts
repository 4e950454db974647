import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capacityBounds, fencePosts } from './fence-posts.ts';
import { capacity, rolling } from './testing/counted-deployment.ts';

describe('[RO2] Marathon says the same in two other numbers', () => {
  const share = fc.integer({ min: 0, max: 100 });
  const size = fc.integer({ min: 0, max: 1000 });

  it('is RollingUpdate with n - ceil(n * health) unavailable and floor(n * over) surge, unless both pin', () => {
    fc.assert(
      fc.property(size, share, share, (replicas, health, over) => {
        const said = capacityBounds(
          { minimumHealthCapacity: health / 100, maximumOverCapacity: over / 100 },
          replicas,
        );
        const unavailable = Math.floor((replicas * (100 - health)) / 100);
        const surge = Math.floor((replicas * over) / 100);
        const same = fencePosts(rolling(surge, unavailable), replicas);
        const isPinned = surge === 0 && unavailable === 0;
        expect(said).toEqual(
          isPinned
            ? { maxSurge: 1, maxUnavailable: 0 }
            : { maxSurge: same.maxSurge, maxUnavailable: same.maxUnavailable },
        );
      }),
    );
  });

  it('can always move: there is room above or below, and never fewer than none or more than twice', () => {
    fc.assert(
      fc.property(size, share, share, (replicas, health, over) => {
        const posts = fencePosts(capacity(health / 100, over / 100), replicas);
        expect(posts.maxTotal).toBeGreaterThan(posts.minAvailable - 1);
        expect(posts.maxSurge + posts.maxUnavailable).toBeGreaterThan(0);
        expect(posts.minAvailable).toBeGreaterThanOrEqual(0);
        expect(posts.maxTotal).toBeLessThanOrEqual(Math.max(2 * replicas, replicas + 1));
      }),
    );
  });
});
