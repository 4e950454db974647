import type { RolloutRecord } from './records.ts';

/** How long rollouts of one deployment take, from those that were completed. */
export interface RolloutPace {
  /** So many of the newest it is told of. */
  completed: number;
  /** null: too few were completed to say. */
  medianMs: number | null;
  /** Nine of ten took this long or less. */
  p90Ms: number | null;
}

type Timed = Pick<RolloutRecord, 'outcome' | 'startedAtMs' | 'endedAtMs'>;

/** Of fewer rollouts than this nothing is said. */
export const leastForPace = 5;
const mostForPace = 100;

/** By nearest rank: every figure is how long a rollout really took. */
export function rolloutPace(rollouts: readonly Timed[]): RolloutPace {
  const completed = rollouts.filter(({ outcome, endedAtMs }) => outcome === 'complete' && endedAtMs !== null);
  const newest = completed.toSorted((a, b) => a.startedAtMs - b.startedAtMs).slice(-mostForPace);
  const sorted = newest.map(({ startedAtMs, endedAtMs }) => endedAtMs! - startedAtMs).sort((a, b) => a - b);
  const rank = (percent: number) =>
    sorted.length < leastForPace ? null : sorted[Math.ceil((sorted.length * percent) / 100) - 1]!;
  return { completed: sorted.length, medianMs: rank(50), p90Ms: rank(90) };
}

/** By less than this nobody has waited longer. */
const leastLateMs = 1_000;

/**
 * Longer than nine of ten, and longer than usual by half and by a second: of rollouts that are all alike, or all over
 * in a moment, none is slow.
 */
export function isSlow(tookMs: number, { medianMs, p90Ms }: RolloutPace): boolean {
  if (medianMs === null || p90Ms === null) return false;
  return tookMs > p90Ms && tookMs > medianMs * 1.5 && tookMs - medianMs >= leastLateMs;
}
