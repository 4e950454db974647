import { type DeploymentRecord, hasEnded, type RevisionRecord, type TaskRecord } from '@gantry/model';

const dayMs = 86_400_000;
/** As fine as a list can draw a day: a quarter of an hour is a pixel. */
const quarterMs = 900_000;

/** How things were in a quarter of an hour in which anything changed; they stay so until the next. */
export interface DayPoint {
  /** When the quarter began. */
  atMs: number;
  /** At its end, by revision number; a revision without ready tasks is left out. */
  ready: Record<number, number>;
  /** The fewest of all revisions together that were ready in it. */
  lowest: number;
  desired: number;
}

/** How many tasks of each revision of a deployment are ready, quarter of an hour by quarter of an hour, for one day. */
export class ReadyCourse {
  readonly #ready = new Map<number, number>();
  #desired = 0;
  /** Oldest first. */
  readonly #points: DayPoint[] = [];

  count(revision: number, step: 1 | -1): void {
    const count = (this.#ready.get(revision) ?? 0) + step;
    if (count > 0) this.#ready.set(revision, count);
    else this.#ready.delete(revision);
  }

  /** True: it is another number than before. */
  want(replicas: number): boolean {
    const isNew = replicas !== this.#desired;
    this.#desired = replicas;
    return isNew;
  }

  /** Called when all that changed at one moment is counted: what was so only in between was never so. */
  note(atMs: number): void {
    const last = this.#points.at(-1);
    const quarterAtMs = Math.max(atMs - (atMs % quarterMs), last?.atMs ?? 0);
    const isGoingOn = last?.atMs === quarterAtMs;
    const before = isGoingOn ? last.lowest : readyIn(last);
    const ready = Object.fromEntries(this.#ready);
    const lowest = Math.min(before, sumOf(this.#ready.values()));
    if (isGoingOn) this.#points.pop();
    this.#points.push({ atMs: quarterAtMs, ready, lowest, desired: this.#desired });
    while ((this.#points[1]?.atMs ?? atMs) <= atMs - dayMs) this.#points.shift();
  }

  /** What is known since `sinceMs`; the first one is of before, where nothing changed in that quarter. */
  since(sinceMs: number): DayPoint[] {
    const first = this.#points.findLastIndex(({ atMs }) => atMs <= sinceMs);
    return this.#points.slice(Math.max(0, first));
  }
}

/** Before anything is known, none are missing. */
function readyIn(point: DayPoint | undefined): number {
  if (point === undefined) return Number.POSITIVE_INFINITY;
  return sumOf(Object.values(point.ready));
}

const sumOf = (counts: Iterable<number>): number => [...counts].reduce((sum, count) => sum + count, 0);

export const isReadyNow = ({ ready, state }: TaskRecord): boolean => ready && !hasEnded(state);

/**
 * The course up to now, as far as the records that are left tell it: since when what is ready is so, and what was ready
 * until it ended. Tasks that are forgotten are missing in it.
 */
export function rememberedCourse(
  deployment: DeploymentRecord,
  {
    revisions,
    tasks,
    nowMs,
  }: { revisions: Iterable<RevisionRecord>; tasks: Iterable<TaskRecord>; nowMs: number },
): ReadyCourse {
  const course = new ReadyCourse();
  const steps = [
    ...Array.from(revisions, ({ number, createdAtMs, replicas }) => ({
      atMs: createdAtMs,
      // How many were wanted is kept for what was before; since when the current number is, is not.
      take: () => course.want(number === deployment.revision ? deployment.spec.replicas : replicas),
    })),
    ...Array.from(tasks).flatMap((task) => taskSteps(task, { course, nowMs })),
    { atMs: nowMs, take: () => course.want(deployment.spec.replicas) },
  ].sort((a, b) => a.atMs - b.atMs);
  for (const [index, { atMs, take }] of steps.entries()) {
    take();
    if (steps[index + 1]?.atMs !== atMs) course.note(atMs);
  }
  return course;
}

function taskSteps(task: TaskRecord, { course, nowMs }: { course: ReadyCourse; nowMs: number }) {
  const { revision, readyAtMs, finishedAtMs } = task;
  const isReady = isReadyNow(task);
  if (readyAtMs === null && !isReady) return [];
  const since = { atMs: Math.min(readyAtMs ?? nowMs, nowMs), take: () => course.count(revision, 1) };
  if (isReady) return [since];
  const untilMs = Math.max(since.atMs, Math.min(finishedAtMs ?? nowMs, nowMs));
  return [since, { atMs: untilMs, take: () => course.count(revision, -1) }];
}
