import type { RevisionEntry, Ribbon } from '@gantry/client';

/** Ready containers of each revision from a moment on; a value holds until the next point. */
export interface Point {
  atMs: number;
  ready: ReadonlyMap<number, number>;
  desired: number;
  /** How many were to be ready at the least. */
  floor: number;
}

/** Of so many replicas, how many are to be ready at the least. */
export type FloorOf = (replicas: number) => number;

const steps = 6;

/**
 * The ribbon's points, oldest first: as recorded where the store remembers, and before that drawn from each rollout's
 * recorded figures (how many it began with, its lowest point, how it ended), with the floor of so many replicas.
 */
export function ribbonPoints(revisions: readonly RevisionEntry[], series: Ribbon, floorOf: FloorOf): Point[] {
  const recorded = series.points.map(({ atMs, ready, desired, floor }) => ({
    ...{ atMs, desired, floor },
    ready: new Map(Object.entries(ready).map(([number, count]) => [Number(number), count])),
  }));
  const from = Math.min(recorded[0]?.atMs ?? Number.POSITIVE_INFINITY, series.fromAtMs);
  // A rollout that the record covers in part is left to the record.
  const earlier = revisions.filter(({ createdAtMs, rollout }) => (rollout?.endedAtMs ?? createdAtMs) < from);
  return [...drawn(earlier).map((point) => ({ ...point, floor: floorOf(point.desired) })), ...recorded];
}

/** A cross-fade for each rollout from its summary. */
function drawn(revisions: readonly RevisionEntry[]): Drawn[] {
  let serving: { number: number; count: number } | null = null;
  const points: Drawn[] = [];
  for (const entry of revisions) {
    const next = { number: entry.number, count: entry.rollout?.replicas ?? entry.replicas };
    points.push(...crossFade(entry, serving, next));
    if (entry.rollout === null || entry.rollout.outcome === 'complete') serving = next;
  }
  return points;
}

type Drawn = Omit<Point, 'floor'>;
type Serving = { number: number; count: number };

/** On the way no more is drawn as ready than the rollout's lowest point: that is what is known to have held. */
function crossFade(entry: RevisionEntry, last: Serving | null, next: Serving): Drawn[] {
  const { rollout, createdAtMs } = entry;
  const end = rollout?.endedAtMs ?? createdAtMs;
  const succeeded = rollout === null || rollout.outcome === 'complete';
  const before = last?.count ?? 0;
  return Array.from({ length: steps + 1 }, (_, index) => {
    const ratio = index / steps;
    const fresh = succeeded ? Math.round(next.count * ratio) : 0;
    const underWay = Math.min(before, Math.max(0, (rollout?.lowestReady ?? before) - fresh));
    const kept = index === 0 ? before : index < steps ? underWay : succeeded ? 0 : before;
    const ready = new Map(fresh > 0 ? [[next.number, fresh]] : []);
    if (last !== null && kept > 0) ready.set(last.number, kept);
    return { atMs: createdAtMs + (end - createdAtMs) * ratio, ready, desired: next.count };
  });
}
