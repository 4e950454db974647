import type { Commit, DeploymentId, DeploymentRecord, RolloutRecord } from '@gantry/model';
import type { PresentPlane } from './past/past-log.ts';
import { type DayPoint, isReadyNow, ReadyCourse, rememberedCourse } from './ready-course.ts';
import type { Tally, TaskMove } from './tally.ts';

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

/**
 * Follows the commits and remembers how many tasks of each deployment were ready in the last day. A commit costs what it
 * changed, a ribbon costs its points, and the log is read for neither.
 */
export class DayRibbons {
  readonly #plane: PresentPlane;
  readonly #sinceMs: number;
  readonly #courses = new Map<string, ReadyCourse>();

  constructor(plane: PresentPlane, tally: Tally) {
    this.#plane = plane;
    this.#sinceMs = plane.now();
    for (const deployment of plane.view.all('deployments')) this.#remember(deployment);
    tally.follow((commit, moves) => this.#take(commit, moves));
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
    const tasks = view.tasksOfDeployment(deployment.id);
    const revisions = view.revisionsOf(deployment.id);
    const course = rememberedCourse(deployment, { revisions, tasks, nowMs: this.#sinceMs });
    this.#courses.set(deployment.id, course);
  }

  #take({ atMs, changes }: Commit, moves: readonly TaskMove[]): void {
    const touched = new Set<ReadyCourse>();
    // A deployment may come in the same commit as its first tasks.
    for (const { table, key, value } of changes)
      if (table === 'deployments') this.#takeDeployment(key, value, touched);
    for (const move of moves) this.#takeMove(move, touched);
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

  #takeMove({ last, next }: TaskMove, touched: Set<ReadyCourse>): void {
    const course = this.#courses.get((next ?? last)?.deploymentId ?? '');
    const [wasReady, isReady] = [last, next].map((task) => task !== null && isReadyNow(task));
    if (course === undefined || wasReady === isReady) return;
    course.count((next ?? last)?.revision ?? 0, isReady ? 1 : -1);
    touched.add(course);
  }
}
