/**
 * Time and chance, handed in so that a simulator can run many agents in virtual time and reproduce every run.
 * Nothing else in this package may read a clock, set a timer or draw a random number.
 */
export interface Clock {
  /** Milliseconds since the epoch, for what people and records see. May jump. */
  nowMs(): number;
  /** Milliseconds since some fixed moment; never jumps, so every deadline is counted on it. */
  elapsedMs(): number;
  /** Uniform in [0, 1). */
  random(): number;
  /** Runs once, no earlier than `delayMs` from now. The returned function cancels it; calling it late is fine. */
  after(delayMs: number, run: () => void): () => void;
}

/** Resolves after `delayMs`; at once, without an error, when the signal aborts. */
export function pause(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = () => {
      cancel();
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const cancel = clock.after(delayMs, finish);
    signal?.addEventListener('abort', finish);
  });
}

/** The promise's own outcome, or a throw of `onTimeout()` when it takes longer than `limitMs`. */
export function withDeadline<T>(
  clock: Clock,
  limitMs: number,
  promise: Promise<T>,
  onTimeout: () => Error,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(limitMs, () => reject(onTimeout()));
    promise.then(resolve, reject).finally(cancel);
  });
}
