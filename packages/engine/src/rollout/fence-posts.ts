import type { CountOrPercent, Strategy } from '@gantry/model';

export interface FencePosts {
  maxSurge: number;
  maxUnavailable: number;
  /** The engine never stops an available task when that would leave fewer than these. */
  minAvailable: number;
  /** The engine never wants more tasks than these. */
  maxTotal: number;
}

interface Bounds {
  maxSurge: number;
  maxUnavailable: number;
}

/** A share of `replicas`, before it is rounded. Percentages stay exact: the division comes last. */
function shareOf(value: CountOrPercent, replicas: number): number {
  return typeof value === 'number' ? value : (Number(value.slice(0, -1)) * replicas) / 100;
}

/** Kubernetes's rounding: surge up, unavailable down; both zero would never move, so one may be unavailable. */
export function rollingBounds(
  strategy: { maxSurge: CountOrPercent; maxUnavailable: CountOrPercent },
  replicas: number,
): Bounds {
  const maxSurge = Math.ceil(shareOf(strategy.maxSurge, replicas));
  const maxUnavailable = Math.floor(shareOf(strategy.maxUnavailable, replicas));
  return { maxSurge, maxUnavailable: maxSurge === 0 && maxUnavailable === 0 ? 1 : maxUnavailable };
}

/** Removes what binary fractions add: 100 * 0.07 is 7, not 7.000000000000001. */
const exact = (product: number): number => Math.round(product * 1e9) / 1e9;

/**
 * Marathon's bounds: at least ceil(n * minimumHealthCapacity) healthy, at most floor(n * (1 + maximumOverCapacity))
 * in all. When both pin (nothing may go and nothing may come), one extra task may run, where Kubernetes would let one
 * be missing.
 */
export function capacityBounds(
  strategy: { minimumHealthCapacity: number; maximumOverCapacity: number },
  replicas: number,
): Bounds {
  const maxUnavailable = replicas - Math.ceil(exact(replicas * strategy.minimumHealthCapacity));
  const maxSurge = Math.floor(exact(replicas * strategy.maximumOverCapacity));
  return { maxSurge: maxSurge === 0 && maxUnavailable === 0 ? 1 : maxSurge, maxUnavailable };
}

function boundsOf(strategy: Strategy, replicas: number): Bounds {
  switch (strategy.type) {
    case 'RollingUpdate':
    case 'Canary':
      return rollingBounds(strategy, replicas);
    case 'Capacity':
      return capacityBounds(strategy, replicas);
    case 'BlueGreen':
      return { maxSurge: replicas, maxUnavailable: 0 };
    case 'Recreate':
      return { maxSurge: 0, maxUnavailable: 0 };
  }
}

/** The counts that a strategy holds a deployment of this size between (rules RO1 to RO4). */
export function fencePosts(strategy: Strategy, replicas: number): FencePosts {
  const { maxSurge, maxUnavailable } = boundsOf(strategy, replicas);
  const capped = Math.min(maxUnavailable, replicas);
  return {
    maxSurge,
    maxUnavailable: capped,
    minAvailable: replicas - capped,
    maxTotal: replicas + maxSurge,
  };
}
