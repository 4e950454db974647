/**
 * Time, handed in so that a simulator can run this very code in virtual time. Nothing else in this package may read a
 * clock or set a timer.
 */
export interface Clock {
  /** Milliseconds since the epoch; never goes back. */
  nowMs(): number;
  /** Milliseconds since some fixed moment, for measuring how long something took. */
  elapsedMs(): number;
  /** Runs once, no earlier than `delayMs` from now. The returned function cancels it; calling it late is fine. */
  after(delayMs: number, run: () => void): () => void;
  /** Runs after everything that has already arrived was taken in: on Node, after this turn's sockets were read. */
  soon(run: () => void): void;
}

/** setTimeout fires at once for anything longer. */
const longestTimerMs = 2 ** 31 - 1;

/** While the machine's clock is behind what was already told, time goes on at this share of its pace. */
const catchUpRatio = 0.9;

/**
 * A clock that follows the machine's, but never goes back: leases, back-offs and the order of commits hang on it. Set
 * back by a person or by NTP, the machine's clock is waited for at a slightly slower pace. A forward jump is followed,
 * because it cannot be told from a machine that slept.
 *
 * @param notBeforeMs the newest moment that was already told, by the last commit before a restart.
 */
export function steadyTime(source: {
  wallMs: () => number;
  elapsedMs: () => number;
  notBeforeMs: number;
}): () => number {
  let toldMs = Math.max(source.wallMs(), source.notBeforeMs);
  let lastElapsedMs = source.elapsedMs();
  return () => {
    const elapsedMs = source.elapsedMs();
    toldMs = Math.max(source.wallMs(), toldMs + (elapsedMs - lastElapsedMs) * catchUpRatio);
    lastElapsedMs = elapsedMs;
    return Math.floor(toldMs);
  };
}

/** The machine's own clock and timers. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  elapsedMs: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, Math.min(Math.max(0, delayMs), longestTimerMs));
    return () => clearTimeout(timer);
  },
  soon: (run) => {
    setImmediate(run);
  },
};

/** `clock`, made steady from `notBeforeMs` on. */
export function steadyClock(clock: Clock, notBeforeMs: number): Clock {
  const { elapsedMs } = clock;
  return { ...clock, nowMs: steadyTime({ wallMs: clock.nowMs, elapsedMs, notBeforeMs }) };
}
