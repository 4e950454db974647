import type { Commit, DeploymentId, DeploymentRecord, RolloutRecord, TaskRecord } from '@gantry/model';
import type { Followed } from './feed.ts';
import type { PresentPlane } from './past/past-log.ts';
import { type DayPoint, isReadyNow, ReadyCourse, rememberedCourse } from './ready-course.ts';

const dayMs = 86_400_000;

/** The last day of a deployment as a list draws it: coarse, and known without reading the log. */
export interface DayRibbon {
  deploymentId: DeploymentId;
  fromAtMs: number;
  toAtMs: number;
  /** From here on everything is told; of before, what the records that are left tell. */
  knownSinceMs: number;
  /** The current one. */
  revision: number;
  /** Oldest first, at most one for each quarter of an hour. */
  points: DayPoint[];
  /** Those that began in it, oldest first. */
  rollouts: { atMs: number; outcome: RolloutRecord['outcome'] }[];
}

/** A ready task, and where it is counted. */
interface Counted {
  course: ReadyCourse;
  revision: number;
}

/**
 * Follows the commits and remembers how many tasks of each deployment were ready in the last day. A commit costs what it
 * changed, a ribbon costs its points, and the log is read for neither.
 */
export class DayRibbons {
  readonly #plane: Followed & PresentPlane;
  readonly #sinceMs: number;
  readonly #courses = new Map<string, ReadyCourse>();
  readonly #counted = new Map<string, Counted>();
  readonly #stop: (() => void) | null;

  constructor(plane: Followed & PresentPlane) {
    this.#plane = plane;
    this.#sinceMs = plane.now();
    for (const deployment of plane.view.all('deployments')) this.#remember(deployment);
    this.#stop = plane.subscribe(plane.view.revision, (commit) => this.#take(commit));
  }

  close(): void {
    this.#stop?.();
  }

  /** null: there is no such deployment. */
  of(id: DeploymentId): DayRibbon | null {
    const { view } = this.#plane;
    const deployment = view.get('deployments', id);
    const course = this.#courses.get(id);
    if (deployment === undefined || course === undefined) return null;
    const toAtMs = this.#plane.now();
    const fromAtMs = toAtMs - dayMs;
    const begun = view.rolloutsOf(id).filter(({ startedAtMs }) => startedAtMs >= fromAtMs);
    return {
      ...{ deploymentId: id, fromAtMs, toAtMs, revision: deployment.revision },
      knownSinceMs: Math.max(this.#sinceMs, deployment.createdAtMs),
      points: course.since(fromAtMs),
      rollouts: begun
        .sort((a, b) => a.startedAtMs - b.startedAtMs)
        .map(({ startedAtMs, outcome }) => ({ atMs: startedAtMs, outcome })),
    };
  }

  #remember(deployment: DeploymentRecord): void {
    const { view } = this.#plane;
    const tasks = [...view.tasksOfDeployment(deployment.id)];
    const revisions = view.revisionsOf(deployment.id);
    const course = rememberedCourse(deployment, { revisions, tasks, nowMs: this.#sinceMs });
    this.#courses.set(deployment.id, course);
    for (const { id, revision } of tasks.filter(isReadyNow)) this.#counted.set(id, { course, revision });
  }

  #take({ atMs, changes }: Commit): void {
    const touched = new Set<ReadyCourse>();
    // A deployment may come in the same commit as its first tasks.
    for (const { table, key, value } of changes)
      if (table === 'deployments') this.#takeDeployment(key, value, touched);
    for (const { table, key, value } of changes) if (table === 'tasks') this.#takeTask(key, value, touched);
    for (const course of touched) course.note(atMs);
  }

  #takeDeployment(key: string, value: DeploymentRecord | null, touched: Set<ReadyCourse>): void {
    if (value === null) {
      this.#courses.delete(key);
      return;
    }
    const course = this.#courses.get(key) ?? new ReadyCourse();
    this.#courses.set(key, course);
    if (course.want(value.spec.replicas)) touched.add(course);
  }

  #takeTask(key: string, task: TaskRecord | null, touched: Set<ReadyCourse>): void {
    const last = this.#counted.get(key);
    const course = task !== null && isReadyNow(task) ? this.#courses.get(task.deploymentId ?? '') : undefined;
    if (task !== null && last?.course === course && last?.revision === task.revision) return;
    if (last !== undefined) {
      last.course.count(last.revision, -1);
      touched.add(last.course);
      this.#counted.delete(key);
    }
    if (task === null || course === undefined) return;
    course.count(task.revision, 1);
    touched.add(course);
    this.#counted.set(key, { course, revision: task.revision });
  }
}
