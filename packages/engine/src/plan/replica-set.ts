import type { DeploymentRecord, ReplicaSetRecord, TaskId, TaskRecord } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { deploymentsFrameworkId } from '../offer/framework.ts';
import { fencePosts } from '../rollout/index.ts';
import { strategyOf } from '../state/effective-strategy.ts';
import { isActive } from '../state/task-counts.ts';
import { extraForDrain } from './drain.ts';
import { findReplaceable, launchAfter, type Replacement, recordReplaced } from './replacement.ts';
import { sparing } from './sparing.ts';
import { firstToStop } from './stop-candidates.ts';
import { stopTask } from './stop-task.ts';

/** `postponed`: the step's budget is used up, and the deployment stays on the agenda. */
export type TaskPlanning = 'changed' | 'settled' | 'postponed';

/**
 * Makes each replica set have the tasks it should, within the step's budget. Stops come before starts, so that a budget
 * that ends in between never leaves more tasks than the upper fence post allows.
 */
export function planReplicaSets(draft: Draft, deployment: DeploymentRecord): TaskPlanning {
  const shortfalls = draft.state
    .replicaSetsOf(deployment.id)
    .map((set) => {
      const wanted = set.replicas + extraForDrain(draft, deployment, set);
      return { deployment, set, count: wanted - draft.state.countsOf(set.id).active };
    })
    .filter(({ count }) => count !== 0)
    .sort((a, b) => a.count - b.count);
  let planning: TaskPlanning = 'settled';
  for (const { count, ...of } of shortfalls) {
    const affordable = draft.budget;
    if (affordable <= 0) return 'postponed';
    const changed =
      count < 0
        ? stopSurplus(draft, { ...of, count: Math.min(-count, affordable) })
        : addTasks(draft, { ...of, count: Math.min(count, affordable) });
    if (Math.abs(count) > affordable) return 'postponed';
    if (changed > 0) planning = 'changed';
  }
  return planning;
}

interface Shortfall {
  deployment: DeploymentRecord;
  set: ReplicaSetRecord;
  count: number;
}

/** A failed task is replaced by one that waits as its back-off says; any other is new (rules TS2, RS1). */
function addTasks(draft: Draft, { deployment, set, count }: Shortfall): number {
  const replaceable = findReplaceable(draft, set.id);
  const replaced: Replacement[] = [];
  for (let index = 0; index < count; index++) {
    const before = replaceable[index] ?? null;
    const after = addTask(draft, { deployment, set, before });
    if (before !== null) replaced.push({ before, after });
  }
  recordReplaced(draft, deployment, replaced);
  return count;
}

function addTask(
  draft: Draft,
  of: { deployment: DeploymentRecord; set: ReplicaSetRecord; before: TaskRecord | null },
): TaskRecord {
  const { deployment, set, before } = of;
  const id = draft.newId('task') as TaskId;
  const { failuresInARow, notBeforeAtMs } = launchAfter(deployment.spec.backoff, before, draft.nowMs);
  return draft.put('tasks', {
    ...blankTask,
    id,
    namespace: deployment.namespace,
    name: `${set.name}-${id.slice(1)}`,
    frameworkId: deploymentsFrameworkId,
    deploymentId: deployment.id,
    replicaSetId: set.id,
    role: deployment.spec.role,
    templateHash: set.templateHash,
    revision: set.revision,
    createdAtMs: draft.nowMs,
    notBeforeAtMs,
    replaces: before?.id ?? null,
    failuresInARow,
  });
}

/** What every task begins with. The empty lists and objects are shared by all: they are never edited. */
export const blankTask = {
  jobId: null,
  jobPart: null,
  jobIndex: null,
  nearby: null,
  nodeId: null,
  desired: 'running',
  state: 'pending',
  ready: false,
  readyAtMs: null,
  firstReadyAtMs: null,
  assignedAtMs: null,
  startedAtMs: null,
  finishedAtMs: null,
  reason: '',
  message: '',
  probeFailures: 0,
  errorLines: 0,
  hostPorts: [],
  address: '',
  containers: [],
  unplaced: null,
  stopGraceSeconds: null,
  stopRequestedAtMs: null,
  labels: {},
  annotations: {},
  frameworkData: '',
} satisfies Partial<TaskRecord>;

/** Those that matter least go first (rules RO20, RO21). Returns how many could go. */
function stopSurplus(draft: Draft, { deployment, set, count }: Shortfall): number {
  const tasks = draft.state.find('liveTasksByReplicaSet', set.id).filter(isActive);
  const cause = stopCause(deployment, set);
  const maySpare = sparing(draft, deployment, lowestLeft(draft, deployment));
  let stopped = 0;
  for (const id of firstToStop(draft, deployment, { tasks, count })) {
    const task = draft.state.get('tasks', id)!;
    if (!maySpare(task)) break;
    stopTask(draft, task, { ...cause, graceSeconds: null });
    stopped += 1;
  }
  return stopped;
}

/**
 * The lower fence post, looked at once more where tasks are really stopped: a rollout's sizes are decided from counts
 * that may be others by then (a budget ended in between, a drain or a failure came first). Recreate stops all before it
 * starts any; a canary or blue-green one is bounded by its own goals.
 */
function lowestLeft(draft: Draft, deployment: DeploymentRecord): number {
  const strategy = strategyOf(draft.state, deployment);
  const { type } = strategy;
  const isRolling = type === 'RollingUpdate' || type === 'Capacity';
  return isRolling && deployment.deletingAtMs === null
    ? fencePosts(strategy, deployment.spec.replicas).minAvailable
    : Number.NEGATIVE_INFINITY;
}

function stopCause(deployment: DeploymentRecord, set: ReplicaSetRecord): { reason: string; message: string } {
  if (deployment.deletingAtMs !== null) {
    return { reason: 'Deleted', message: `Deployment ${deployment.name} was deleted.` };
  }
  if (set.templateHash === deployment.templateHash) {
    return { reason: 'Scaled', message: `Replica set ${set.name} was scaled to ${set.replicas}.` };
  }
  return { reason: 'Superseded', message: `Revision ${deployment.revision} takes over.` };
}
