import { type Commit, type DeploymentRecord, hasEnded, type TaskRecord } from '@gantry/model';

/** Ready tasks per revision over time: what the timeline draws as bands. */
export interface Ribbon {
  /** The moment from which on it is complete. */
  fromAtMs: number;
  toAtMs: number;
  /** One point per change, oldest first; a value holds until the next point. */
  points: RibbonPoint[];
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
}

interface Step {
  atMs: number;
  revision: number;
  ready: number;
  total: number;
  /** null: as before. */
  desired: number | null;
}

/**
 * Rebuilds the ribbon from the commits of a window and the tasks that are there now. What a task was before the
 * window's first word about it is known from its own instants: when it was made, and since when it was ready.
 */
export function ribbonOf(options: {
  deployment: DeploymentRecord;
  tasksNow: Iterable<TaskRecord>;
  commits: readonly Commit[];
  fromAtMs: number;
  toAtMs: number;
  /** Wanted replicas when the window began. */
  desiredAtStart: number;
  maxPoints: number;
}): Ribbon {
  const { deployment, commits, fromAtMs, toAtMs, maxPoints } = options;
  const seen = new Map<string, TaskRecord>();
  const steps: Step[] = [];
  for (const commit of commits) stepsOfCommit(commit, { deployment, seen, steps });
  for (const task of options.tasksNow) if (!seen.has(task.id)) steps.push(...stepsBefore(task, fromAtMs));
  steps.sort((a, b) => a.atMs - b.atMs);
  const points = accumulate(steps, { fromAtMs, desired: options.desiredAtStart });
  return { fromAtMs, toAtMs, points: thin(points, maxPoints), thinned: points.length > maxPoints };
}

function stepsOfCommit(
  commit: Commit,
  { deployment, seen, steps }: { deployment: DeploymentRecord; seen: Map<string, TaskRecord>; steps: Step[] },
): void {
  for (const change of commit.changes) {
    if (change.table === 'deployments' && change.key === deployment.id && change.value) {
      steps.push({ atMs: commit.atMs, revision: 0, ready: 0, total: 0, desired: change.value.spec.replicas });
    }
    if (change.table !== 'tasks') continue;
    const last = seen.get(change.key);
    if (change.value === null) {
      if (last) steps.push(stepTo(commit.atMs, last, null));
    } else if (change.value.deploymentId === deployment.id) {
      if (!last) steps.push(...stepsBefore(change.value, commit.atMs));
      else steps.push(stepTo(commit.atMs, last, change.value));
      seen.set(change.key, change.value);
    }
  }
}

/** The steps that a task had taken when it was first heard of at `atMs`. */
function stepsBefore(task: TaskRecord, atMs: number): Step[] {
  const { revision, createdAtMs, readyAtMs } = task;
  const steps: Step[] = [{ atMs: Math.min(createdAtMs, atMs), revision, ready: 0, total: 1, desired: null }];
  if (readyAtMs !== null) steps.push({ atMs: readyAtMs, revision, ready: 1, total: 0, desired: null });
  const gone = { ready: task.ready || readyAtMs === null ? 0 : -1, total: hasEnded(task.state) ? -1 : 0 };
  if (gone.ready || gone.total) steps.push({ atMs, revision, ...gone, desired: null });
  return steps;
}

function stepTo(atMs: number, last: TaskRecord, next: TaskRecord | null): Step {
  const ready = Number(isReady(next)) - Number(isReady(last));
  const total = Number(isLive(next)) - Number(isLive(last));
  return { atMs, revision: last.revision, ready, total, desired: null };
}

const isReady = (task: TaskRecord | null) => task?.ready ?? false;
const isLive = (task: TaskRecord | null) => task !== null && !hasEnded(task.state);

function accumulate(steps: readonly Step[], start: { fromAtMs: number; desired: number }): RibbonPoint[] {
  const ready = new Map<number, number>();
  const points: RibbonPoint[] = [];
  let { desired } = start;
  let total = 0;
  for (const step of steps) {
    ready.set(step.revision, (ready.get(step.revision) ?? 0) + step.ready);
    total += step.total;
    desired = step.desired ?? desired;
    const atMs = Math.max(step.atMs, start.fromAtMs);
    const held = [...ready].filter(([, count]) => count > 0);
    const point = { atMs, ready: Object.fromEntries(held), total, desired };
    if (points.at(-1)?.atMs === atMs) points[points.length - 1] = point;
    else points.push(point);
  }
  return points;
}

/** Every n-th point and the last one. */
function thin(points: RibbonPoint[], maxPoints: number): RibbonPoint[] {
  if (points.length <= maxPoints) return points;
  const stride = Math.ceil(points.length / maxPoints);
  return points.filter((_, index) => index % stride === 0 || index === points.length - 1);
}
