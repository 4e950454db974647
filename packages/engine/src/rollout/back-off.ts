import type { Backoff } from '@gantry/model';

/** How long the replacement of a task waits that is the `failuresInARow`th to fail, in ms. */
export function backoffDelayMs(backoff: Backoff, failuresInARow: number): number {
  const waits = failuresInARow - (backoff.firstAtOnce ? 1 : 0);
  if (waits <= 0 || backoff.initialSeconds === 0) return 0;
  const seconds = backoff.initialSeconds * backoff.factor ** (waits - 1);
  return Math.round(Math.min(seconds, backoff.maxSeconds) * 1000);
}

/**
 * The count for a task that failed after it had run for `ranMs`: a long good run (twice the longest wait, as the
 * kubelet has it) starts the count again.
 */
export function failuresInARow(backoff: Backoff, before: number, ranMs: number): number {
  return ranMs > 2 * backoff.maxSeconds * 1000 ? 1 : before + 1;
}
