import { hasEnded, type TaskRecord } from '@gantry/model';
import { heldIn, pointsSince, type ReadyCounts, type RibbonPoint } from './ribbon.ts';
import type { TaskMove } from './tally.ts';

/**
 * One deployment's ribbon as it is followed: a point for each commit that changed it. Of many points those further back
 * are fewer, and of several that are made into one the lowest is kept, so that a dip stays seen.
 */
export class RibbonLine {
  readonly #ready = new Map<number, number>();
  #total = 0;
  #desired: number;
  #points: RibbonPoint[] = [];

  /** What is there when it begins comes with `put` before `begin`. */
  constructor(desired: number) {
    this.#desired = desired;
  }

  get size(): number {
    return this.#points.length;
  }

  put(task: TaskRecord): void {
    this.#count(task, 1);
  }

  /** From here on it is complete. */
  begin(atMs: number): void {
    this.#points = [this.#pointAt(atMs)];
  }

  /** How it was when it began. */
  get first(): RibbonPoint {
    return this.#points[0]!;
  }

  /** True: it is not as before. */
  move({ last, next }: TaskMove): boolean {
    if (last !== null && next !== null && isAlike(last, next)) return false;
    if (last !== null) this.#count(last, -1);
    if (next !== null) this.#count(next, 1);
    return true;
  }

  want(desired: number): boolean {
    const isOther = desired !== this.#desired;
    this.#desired = desired;
    return isOther;
  }

  /** Notes how it is now, and keeps to so many points. */
  note(atMs: number, mostPoints: number): void {
    const point = this.#pointAt(atMs);
    if (this.#points.length > 1 && this.#points.at(-1)?.atMs === atMs)
      this.#points[this.#points.length - 1] = point;
    else this.#points.push(point);
    if (this.#points.length > mostPoints) this.#points = thinnedBack(this.#points);
  }

  /** Since a moment, with how it was then as the first. */
  since(atMs: number): RibbonPoint[] {
    return pointsSince(this.#points, atMs);
  }

  #count(task: TaskRecord, step: 1 | -1): void {
    const { revision } = task;
    if (!hasEnded(task.state)) this.#total += step;
    if (!task.ready) return;
    const count = (this.#ready.get(revision) ?? 0) + step;
    if (count === 0) this.#ready.delete(revision);
    else this.#ready.set(revision, count);
  }

  #pointAt(atMs: number): RibbonPoint {
    return { atMs, ready: heldIn(this.#ready), total: this.#total, desired: this.#desired };
  }
}

const isAlike = (a: TaskRecord, b: TaskRecord): boolean =>
  a.ready === b.ready && a.revision === b.revision && hasEnded(a.state) === hasEnded(b.state);

const pointsPerRun = 4;

/** The older half with two of each four: the one with the fewest ready, and the last, from which it goes on. The first stays. */
function thinnedBack(points: readonly RibbonPoint[]): RibbonPoint[] {
  const half = Math.floor(points.length / 2);
  const kept = points.slice(0, 1);
  for (let at = 1; at < half; at += pointsPerRun) {
    const run = points.slice(at, Math.min(at + pointsPerRun, half));
    const lowest = run.reduce((low, point) => (readyIn(point) < readyIn(low) ? point : low));
    const last = run.at(-1)!;
    kept.push(...(lowest === last ? [last] : [lowest, last]));
  }
  return [...kept, ...points.slice(half)];
}

const readyIn = ({ ready }: ReadyCounts): number =>
  Object.values(ready).reduce((sum, count) => sum + count, 0);
