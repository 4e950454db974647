import {
  type DeploymentRecord,
  hasEnded,
  type NodeRecord,
  type ReplicaSetRecord,
  type TaskRecord,
} from '@gantry/model';
import { keepingBudget } from '../disruption/allowance.ts';
import type { Draft } from '../draft.ts';
import { fencePosts } from '../rollout/index.ts';
import { strategyOf } from '../state/effective-strategy.ts';
import { byCreation } from '../state/record-key.ts';
import { isActive } from '../state/task-counts.ts';
import { aboutNode, record } from '../timeline.ts';
import { sparing } from './sparing.ts';
import { stopTask } from './stop-task.ts';

/**
 * Moves tasks off a draining node as their deployments can spare them; returns the deadline, while there is one to
 * wait for (rules DR).
 */
export function planDrain(draft: Draft, node: NodeRecord): number | null {
  const { drain } = node;
  if (drain === null || drain.doneAtMs !== null) return null;
  const live = draft.state.tasksOfNode(node.id).filter(({ state }) => !hasEnded(state));
  if (live.length === 0) return finishDrain(draft, node);
  const isOverdue = drain.deadlineAtMs !== null && drain.deadlineAtMs <= draft.nowMs;
  const leaving = live.filter(isActive).sort(leastUsefulFirst);
  if (isOverdue && leaving.length > 0) {
    record(
      draft,
      aboutNode(node),
      'DrainDeadline',
      `The deadline passed; what is left is stopped: ${tasksOf(leaving.length)}.`,
    );
  }
  for (const task of leaving) {
    if (drain.force || isOverdue || isFree(draft, node, task)) move(draft, node, task);
  }
  return isOverdue ? null : drain.deadlineAtMs;
}

/** A budget came, changed or went: drains may go on, or have to wait. */
export function markDrainingNodes(draft: Draft): void {
  for (const node of draft.state.find('drainingNodes', 'all')) draft.agenda.markNode(node.id);
}

/** A drain began or ended: the deployments with tasks there may want replacements first, or no more. */
export function markDeploymentsOn(draft: Draft, node: NodeRecord): void {
  for (const { deploymentId } of draft.state.tasksOfNode(node.id)) {
    if (deploymentId !== null) draft.agenda.markDeployment(deploymentId);
  }
}

const tasksOf = (count: number) => `${count} ${count === 1 ? 'task' : 'tasks'}`;

function finishDrain(draft: Draft, node: NodeRecord): null {
  const drain = { ...node.drain!, doneAtMs: draft.nowMs };
  draft.put('nodes', { ...node, drain });
  record(draft, aboutNode(node), 'Drained', 'No task is left on it.');
  return null;
}

function leastUsefulFirst(a: TaskRecord, b: TaskRecord): number {
  return Number(a.ready) - Number(b.ready) || byCreation(a.id, b.id);
}

function move(draft: Draft, node: NodeRecord, task: TaskRecord): void {
  stopTask(draft, task, {
    reason: 'Drained',
    message: `Node ${node.name} is being drained.`,
    graceSeconds: null,
  });
}

/** Whether its deployment can spare the task and its budgets let it go (rules DR2, DR6). */
function isFree(draft: Draft, node: NodeRecord, task: TaskRecord): boolean {
  if (!canSpare(draft, task)) return false;
  const keeping = keepingBudget(draft.state, task);
  if (keeping !== null)
    tellWait(
      draft,
      node,
      `Waits for the disruption budget ${keeping.budget.name}, which lets no task go now.`,
    );
  return keeping === null;
}

/** Once for each drain and reason: planning again while nothing changes has to write nothing. */
function tellWait(draft: Draft, node: NodeRecord, message: string): void {
  const known = draft.state
    .eventsOf(node.id)
    .some(
      (event) =>
        event.reason === 'DrainWaits' &&
        event.message === message &&
        event.lastAtMs >= node.drain!.startedAtMs,
    );
  if (!known) record(draft, aboutNode(node), 'DrainWaits', message);
}

/** Whether the deployment can do without the task now (rule DR2). */
function canSpare(draft: Draft, task: TaskRecord): boolean {
  const deployment =
    task.deploymentId === null ? undefined : draft.state.get('deployments', task.deploymentId);
  return deployment === undefined || sparing(draft, deployment, lowestAvailable(draft, deployment))(task);
}

/** As for a rollout. Recreate has no bound of its own; a drain takes its tasks one at a time. */
function lowestAvailable(draft: Draft, deployment: DeploymentRecord): number {
  const { spec } = deployment;
  const strategy = strategyOf(draft.state, deployment);
  const { minAvailable } = fencePosts(strategy, spec.replicas);
  return strategy.type === 'Recreate' ? Math.max(0, spec.replicas - 1) : minAvailable;
}

/**
 * How many tasks more than its size a replica set should have, so that those on draining nodes are replaced before
 * they go: as many as are leaving, within what the strategy allows in all. Only where one replica set has all tasks; in
 * the middle of a rollout the rollout itself moves them (rule DR3).
 */
export function extraForDrain(draft: Draft, deployment: DeploymentRecord, set: ReplicaSetRecord): number {
  if (set.replicas === 0 || draft.state.index('drainingNodes').isEmpty('all')) return 0;
  const sets = draft.state.replicaSetsOf(deployment.id);
  if (sets.some(({ id, replicas }) => id !== set.id && replicas > 0)) return 0;
  const leaving = draft.state
    .find('drainingNodes', 'all')
    .reduce((sum, node) => sum + draft.state.tasksOn(deployment.id, node.id), 0);
  const stopping = sets.reduce((sum, { id }) => sum + draft.state.countsOf(id).terminating, 0);
  const strategy = strategyOf(draft.state, deployment);
  const room = fencePosts(strategy, deployment.spec.replicas).maxTotal - set.replicas - stopping;
  return Math.max(0, Math.min(leaving, room));
}
