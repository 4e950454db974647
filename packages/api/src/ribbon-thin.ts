import type { RibbonPoint } from './ribbon.ts';

/** Of a slice of time at most so many points are kept. */
const pointsPerSlice = 4;

/** About so many points at the most, of slices of time that are equally long: what a picture of that width can show. */
export function thin(points: readonly RibbonPoint[], maxPoints: number): RibbonPoint[] {
  return thinAlong(points, maxPoints, (share) => share);
}

/** As `thin`, but the further back, the longer the slices, so that what came last stays finer. */
export function thinBack(points: readonly RibbonPoint[], maxPoints: number): RibbonPoint[] {
  return thinAlong(points, maxPoints, (share) => 1 - Math.sqrt(1 - share));
}

/**
 * Of slices of time the points that matter, and the first of all. The slices are as short as `maxPoints` allows: where
 * little happened they cost nothing. `along` is where a share of the time lies among them, both from 0 to 1.
 */
function thinAlong(
  points: readonly RibbonPoint[],
  maxPoints: number,
  along: (share: number) => number,
): RibbonPoint[] {
  if (points.length <= maxPoints) return [...points];
  const fromAtMs = points[0]!.atMs;
  const spanMs = Math.max(1, points.at(-1)!.atMs - fromAtMs);
  const thinned = (slices: number) =>
    thinnedSlices(points, ({ atMs }) =>
      Math.min(slices - 1, Math.floor(slices * along((atMs - fromAtMs) / spanMs))),
    );
  let slices = Math.max(1, Math.floor((maxPoints - 1) / pointsPerSlice));
  let kept = thinned(slices);
  while (slices < spanMs) {
    slices *= 2;
    const finer = thinned(slices);
    if (finer.length > maxPoints) break;
    kept = finer;
  }
  return kept;
}

/** The first point stays; the slice of every other is told by `sliceOf`, and none is before that of the point before. */
function thinnedSlices(
  points: readonly RibbonPoint[],
  sliceOf: (point: RibbonPoint) => number,
): RibbonPoint[] {
  const kept = points.slice(0, 1);
  for (let from = 1; from < points.length; ) {
    const slice = sliceOf(points[from]!);
    let to = from + 1;
    while (to < points.length && sliceOf(points[to]!) === slice) to += 1;
    for (const at of keptOf(points, from, to)) kept.push(points[at]!);
    from = to;
  }
  return kept;
}

/**
 * Of the points of one slice: the one with the fewest ready, so that a dip is seen, and the one after it, so that the dip
 * is no longer than it was; the one that held for the longest, so that what held for longer than a slice is never lost;
 * and the last, from which it goes on.
 */
function keptOf(points: readonly RibbonPoint[], from: number, to: number): number[] {
  const last = to - 1;
  let [lowest, longest] = [from, from];
  for (let at = from + 1; at < to; at += 1) {
    if (readyIn(points[at]!) < readyIn(points[lowest]!)) lowest = at;
    if (heldMs(points, at) > heldMs(points, longest)) longest = at;
  }
  const kept = new Set([lowest, Math.min(lowest + 1, last), longest, last]);
  return [...kept].sort((a, b) => a - b);
}

/** Of the last it is not known. */
const heldMs = (points: readonly RibbonPoint[], at: number): number =>
  (points[at + 1]?.atMs ?? points[at]!.atMs) - points[at]!.atMs;

/** Of all revisions together. */
const readyIn = ({ ready }: Pick<RibbonPoint, 'ready'>): number =>
  Object.values(ready).reduce((sum, count) => sum + count, 0);
