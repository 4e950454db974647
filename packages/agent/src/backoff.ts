/** How long to wait before the next try: `firstMs`, doubled for each failure, at most `mostMs`. */
export interface Backoff {
  firstMs: number;
  mostMs: number;
}

/** Kubernetes's steps for an image that cannot be pulled: 10, 20, 40 ... 300 s. */
export const imagePullBackoff: Backoff = { firstMs: 10_000, mostMs: 300_000 };

/** For a runtime that does not answer just now: soon, because a local engine is usually back within seconds. */
export const startBackoff: Backoff = { firstMs: 1_000, mostMs: 60_000 };

/** For the way to the control plane: after an outage everybody is back within 10 s, and not all at once. */
export const reconnectBackoff: Backoff = { firstMs: 500, mostMs: 10_000 };

/** @param failures how many tries failed so far, at least 1. */
export function backoffMs(backoff: Backoff, failures: number): number {
  // 2 ** 30 is far past every cap, and keeps the product a safe integer.
  return Math.min(backoff.mostMs, backoff.firstMs * 2 ** Math.min(30, failures - 1));
}

/** The same, spread over its upper half, so that many who failed together do not come back together. */
export function jitteredBackoffMs(backoff: Backoff, failures: number, random: number): number {
  const wholeMs = backoffMs(backoff, failures);
  return wholeMs / 2 + (wholeMs / 2) * random;
}
