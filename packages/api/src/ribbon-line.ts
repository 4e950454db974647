import { hasEnded, type TaskRecord } from '@gantry/model';
import { heldIn, pointsSince, type RibbonPoint, type WantedCounts } from './ribbon.ts';
import { thinBack } from './ribbon-thin.ts';
import type { TaskMove } from './tally.ts';

/**
 * One deployment's ribbon as it is followed: a point for each commit that changed it. Of many points those further back
 * are fewer: what held for long stays, however much happens after it, and so does the lowest, so that a dip is seen.
 */
export class RibbonLine {
  readonly #ready = new Map<number, number>();
  #total = 0;
  #wanted: WantedCounts;
  #points: RibbonPoint[] = [];

  /** What is there when it begins comes with `put` before `begin`. */
  constructor(wanted: WantedCounts) {
    this.#wanted = wanted;
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

  want(wanted: WantedCounts): boolean {
    const isOther = wanted.desired !== this.#wanted.desired || wanted.floor !== this.#wanted.floor;
    this.#wanted = wanted;
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
    return { atMs, ready: heldIn(this.#ready), total: this.#total, ...this.#wanted };
  }
}

const isAlike = (a: TaskRecord, b: TaskRecord): boolean =>
  a.ready === b.ready && a.revision === b.revision && hasEnded(a.state) === hasEnded(b.state);

/** The older half with fewer points. */
function thinnedBack(points: readonly RibbonPoint[]): RibbonPoint[] {
  const half = Math.floor(points.length / 2);
  return [...thinBack(points.slice(0, half), Math.floor(half * 0.6)), ...points.slice(half)];
}
