import type { Clock } from './clock.ts';

/** setTimeout fires at once for anything longer. */
const longestTimerMs = 2 ** 31 - 1;

/** The machine's own clock, timers and randomness. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  elapsedMs: () => performance.now(),
  random: () => Math.random(),
  after(delayMs, run) {
    const timer = setTimeout(run, Math.min(Math.max(0, delayMs), longestTimerMs));
    return () => clearTimeout(timer);
  },
};
