import type { OfferRecord } from '@gantry/model';

/** How far back the lanes reach, as links name it. */
export const laneWindows = {
  '60s': { ms: 60_000, label: '60 s', marks: ['60 s', '45 s', '30 s', '15 s', 'now'] },
  '10m': { ms: 600_000, label: '10 m', marks: ['10 m', '7.5 m', '5 m', '2.5 m', 'now'] },
  '1h': { ms: 3_600_000, label: '1 h', marks: ['60 m', '45 m', '30 m', '15 m', 'now'] },
} as const;
export type LaneWindow = keyof typeof laneWindows;

/** More bars than this in one lane cannot be told apart. */
export const mostBars = 200;
const slices = 60;

/** A slice of a lane with what was made in it: how many, as a part of the fullest slice, and what most of them came to. */
export interface Slice {
  /** 0..1 from the left. */
  from: number;
  width: number;
  count: number;
  height: number;
  most: OfferRecord['state'];
}

/** The offers that were made in the window, by equal slices of it; slices without any are left out. */
export function laneSlices(offers: readonly OfferRecord[], nowMs: number, windowMs: number): Slice[] {
  const counts = new Map<number, Map<OfferRecord['state'], number>>();
  for (const { createdAtMs, state } of offers) {
    const at = Math.floor(((createdAtMs - (nowMs - windowMs)) / windowMs) * slices);
    if (at < 0 || at >= slices) continue;
    const byState = counts.get(at) ?? new Map();
    counts.set(at, byState.set(state, (byState.get(state) ?? 0) + 1));
  }
  const sum = (byState: ReadonlyMap<unknown, number>) => [...byState.values()].reduce((a, b) => a + b, 0);
  const fullest = Math.max(1, ...[...counts.values()].map(sum));
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([at, byState]) => {
      const [most] = [...byState].sort(([, a], [, b]) => b - a)[0]!;
      const count = sum(byState);
      return { from: at / slices, width: 1 / slices, count, height: count / fullest, most };
    });
}

/**
 * The part of the window, 0..1 from the left, of which not everything is kept any more: ended offers are dropped when
 * there are many. 0: all of it is here. `made`: how many there ever were.
 */
export function forgottenRatio(
  offers: readonly OfferRecord[],
  { made, nowMs, windowMs }: { made: number; nowMs: number; windowMs: number },
): number {
  if (made <= offers.length) return 0;
  const oldestMs = offers.reduce((oldest, { createdAtMs }) => Math.min(oldest, createdAtMs), nowMs);
  return Math.min(1, Math.max(0, (oldestMs - (nowMs - windowMs)) / windowMs));
}
