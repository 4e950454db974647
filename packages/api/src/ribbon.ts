import { type Commit, type DeploymentId, hasEnded, type TaskRecord } from '@gantry/model';
import { type ReadinessDip, readyFloor } from './readiness-dips.ts';

/** Ready tasks per revision over time: what the timeline draws as bands. */
export interface Ribbon {
  /** The moment from which on it is complete. */
  fromAtMs: number;
  toAtMs: number;
  /** One point per change, oldest first; a value holds until the next point. */
  points: RibbonPoint[];
  /** Where readiness fell below its floor, oldest first; a short dip of long ago may seem longer than it was. */
  dips: ReadinessDip[];
  /** Points were merged to keep to the limit. */
  thinned: boolean;
}

export interface RibbonPoint {
  atMs: number;
  /** By revision number; a revision without ready tasks is left out. */
  ready: Record<number, number>;
  /** Tasks that exist and have not ended, of all revisions. */
  total: number;
  desired: number;
  /** How many were to be ready at the least. */
  floor: number;
}

/** How many are wanted, and how many of them are to be ready at the least. */
export type WantedCounts = Pick<RibbonPoint, 'desired' | 'floor'>;

/** Ready tasks by revision, and all that have not ended. */
export type ReadyCounts = Pick<RibbonPoint, 'ready' | 'total'>;

interface Step {
  atMs: number;
  revision: number;
  ready: number;
  total: number;
  /** null: as before. */
  wanted: WantedCounts | null;
}

/** What was last heard of a task. */
interface Heard {
  revision: number;
  isReady: boolean;
  isLive: boolean;
}

/**
 * Folds commits into the ribbon of one deployment. What a task was before the first word about it is known from its
 * own instants: when it was made, and since when it was ready.
 */
export class RibbonFold {
  readonly #deploymentId: DeploymentId;
  readonly #fromAtMs: number;
  readonly #heard = new Map<string, Heard>();
  readonly #steps: Step[] = [];

  /** Every commit after `fromAtMs` must be taken, in order. */
  constructor(deploymentId: DeploymentId, fromAtMs: number) {
    this.#deploymentId = deploymentId;
    this.#fromAtMs = fromAtMs;
  }

  take({ atMs, changes }: Commit): void {
    for (const change of changes) {
      if (change.table === 'tasks') this.#takeTask(change.key, change.value, atMs);
      else if (change.table === 'deployments' && change.key === this.#deploymentId && change.value) {
        const wanted = wantedOf(change.value.spec);
        this.#steps.push({ atMs, revision: 0, ready: 0, total: 0, wanted });
      }
    }
  }

  /** The points from `fromAtMs` on. What was there before any commit is what leads to how it was at the end. */
  points({ wantedAtStart, atEnd }: { wantedAtStart: WantedCounts; atEnd: ReadyCounts }): RibbonPoint[] {
    const steps = this.#steps.toSorted((a, b) => a.atMs - b.atMs);
    const start = { fromAtMs: this.#fromAtMs, wanted: wantedAtStart, counts: before(atEnd, steps) };
    return accumulate(steps, start);
  }

  #takeTask(key: string, task: TaskRecord | null, atMs: number): void {
    const last = this.#heard.get(key);
    if (task !== null && task.deploymentId !== this.#deploymentId) return;
    const next = task && { revision: task.revision, isReady: task.ready, isLive: !hasEnded(task.state) };
    if (last) this.#steps.push(stepTo(atMs, last, next));
    else if (task) this.#steps.push(...stepsBefore(task, atMs));
    if (next) this.#heard.set(key, next);
  }
}

/** The steps that a task had taken when it was first heard of at `atMs`. */
function stepsBefore(task: TaskRecord, atMs: number): Step[] {
  const { revision, createdAtMs, readyAtMs } = task;
  const steps: Step[] = [{ atMs: Math.min(createdAtMs, atMs), revision, ready: 0, total: 1, wanted: null }];
  if (readyAtMs !== null) steps.push({ atMs: readyAtMs, revision, ready: 1, total: 0, wanted: null });
  const gone = { ready: task.ready || readyAtMs === null ? 0 : -1, total: hasEnded(task.state) ? -1 : 0 };
  if (gone.ready || gone.total) steps.push({ atMs, revision, ...gone, wanted: null });
  return steps;
}

function stepTo(atMs: number, last: Heard, next: Heard | null): Step {
  const ready = Number(next?.isReady ?? false) - Number(last.isReady);
  const total = Number(next?.isLive ?? false) - Number(last.isLive);
  return { atMs, revision: last.revision, ready, total, wanted: null };
}

/** How it was before the steps, of which it is known how it was after them. */
function before(atEnd: ReadyCounts, steps: readonly Step[]): ReadyCounts {
  const ready = { ...atEnd.ready };
  let { total } = atEnd;
  for (const step of steps) {
    ready[step.revision] = (ready[step.revision] ?? 0) - step.ready;
    total -= step.total;
  }
  return { ready, total };
}

function accumulate(
  steps: readonly Step[],
  start: { fromAtMs: number; wanted: WantedCounts; counts: ReadyCounts },
): RibbonPoint[] {
  const ready = new Map(
    Object.entries(start.counts.ready).map(([revision, count]) => [Number(revision), count]),
  );
  let [{ total }, { wanted }] = [start.counts, start];
  const points: RibbonPoint[] = [{ atMs: start.fromAtMs, ready: heldIn(ready), total, ...wanted }];
  for (const step of steps) {
    ready.set(step.revision, (ready.get(step.revision) ?? 0) + step.ready);
    if (ready.get(step.revision) === 0) ready.delete(step.revision);
    total += step.total;
    wanted = step.wanted ?? wanted;
    const atMs = Math.max(step.atMs, start.fromAtMs);
    const point = { atMs, ready: heldIn(ready), total, ...wanted };
    if (points.at(-1)?.atMs === atMs) points[points.length - 1] = point;
    else points.push(point);
  }
  return points;
}

/** From a moment on. The first stands for how it was at that moment. */
export function pointsSince(points: readonly RibbonPoint[], atMs: number): RibbonPoint[] {
  const next = points.findIndex((point) => point.atMs > atMs);
  const from = next < 0 ? points.length : next;
  const then = points[from - 1];
  const later = points.slice(from);
  return then === undefined ? later : [{ ...then, atMs: Math.max(then.atMs, atMs) }, ...later];
}

export const wantedOf = (spec: Parameters<typeof readyFloor>[0]): WantedCounts => ({
  desired: spec.replicas,
  floor: readyFloor(spec),
});

/** Only those that there are. */
export const heldIn = (ready: ReadonlyMap<number, number>): Record<number, number> =>
  Object.fromEntries([...ready].filter(([, count]) => count > 0));
