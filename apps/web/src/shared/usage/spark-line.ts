import type { Usage, UsageTrail } from '@gantry/client';

export type UsageKind = 'cpuMillis' | 'memoryBytes';

/** What is known of one thing: what it uses now, and what it used until a moment ago. */
export interface Course {
  usage: Usage | null;
  trail: UsageTrail | null;
}

/** In CSS pixels. */
export const sparkWidth = 48;
export const sparkHeight = 18;
/** The line is drawn inside, so that neither its highest nor its lowest is cut. */
const inset = 1;

/** The height of a lane where nothing is reserved: a trickle is no peak. */
const leastTop = { cpuMillis: 100, memoryBytes: 64 * 1024 ** 2 } as const;

export const sparkWindowMs = 600_000;

export interface SparkLine {
  /** x and y of one point after the other, oldest first; y is NaN in a gap. */
  points: Float32Array;
  /** Where what is reserved lies; null where it is the top of the lane, or nothing is reserved. */
  reservedY: number | null;
}

/**
 * The last ten minutes as a line. The height of the lane is what is reserved, so that rows can be compared and what uses
 * little is quiet; more only where more was used. What is used now is the last point, at the right edge.
 */
export function sparkLine({ usage, trail }: Course, kind: UsageKind): SparkLine {
  const past = trail?.[kind] ?? [];
  const now = usageNow(usage, kind);
  const reserved = usage?.reserved[kind] ?? 0;
  const peak = past.reduce<number>((most, one) => Math.max(most, one ?? 0), now ?? 0);
  const top = Math.max(reserved > 0 ? reserved : leastTop[kind], peak);
  const yOf = (amount: number) => sparkHeight - inset - (amount / top) * (sparkHeight - 2 * inset);
  const points = new Float32Array(2 * (past.length + (now === null ? 0 : 1)));
  for (const [index, amount] of past.entries()) {
    points[2 * index] = xOf(trail!, index);
    points[2 * index + 1] = amount === null ? Number.NaN : yOf(amount);
  }
  if (now !== null) points.set([sparkWidth, yOf(now)], 2 * past.length);
  return { points, reservedY: reserved > 0 && peak > reserved ? yOf(reserved) : null };
}

/** null: nobody measured it. */
export function usageNow(usage: Usage | null, kind: UsageKind): number | null {
  return usage === null || usage.measured === 0 ? null : usage.used[kind];
}

function xOf({ fromAtMs, toAtMs, stepMs }: UsageTrail, index: number): number {
  const ratio = 1 - (toAtMs - fromAtMs - index * stepMs) / sparkWindowMs;
  return Math.max(0, ratio * sparkWidth);
}
