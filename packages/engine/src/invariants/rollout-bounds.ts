import { type DeploymentId, type DeploymentRecord, hasEnded, type TaskRecord } from '@gantry/model';
import { availability, fencePosts } from '../rollout/index.ts';
import { isActive } from '../state/task-counts.ts';
import type { CommitFacts, View } from './facts.ts';

/** Stops that a deployment's own bounds hold for; a person's kill, a deletion and a forced drain are not among them. */
const boundedReasons: ReadonlySet<string> = new Set(['Superseded', 'Scaled']);

/** Invariants 3 and 4: stops leave the lower fence post standing, and what is made stays under the upper one. */
export function checkRolloutBounds(facts: CommitFacts): string[] {
  const stopped = new Map<DeploymentId, number>();
  const made = new Set<DeploymentId>();
  for (const change of facts.commit.changes) {
    const deploymentId = change.table === 'tasks' ? (change.value?.deploymentId ?? null) : null;
    if (change.table !== 'tasks' || change.value === null || deploymentId === null) continue;
    const before = facts.before.get('tasks', change.key);
    if (before === undefined) made.add(deploymentId);
    if (before !== undefined && isBoundedStop(before, change.value)) {
      stopped.set(deploymentId, (stopped.get(deploymentId) ?? 0) + 1);
    }
  }
  return [
    ...[...stopped.keys()].flatMap((id) => checkLower(facts, id)),
    ...[...made].flatMap((id) => checkUpper(facts, id)),
  ];
}

/** One that still served when it was told to stop. */
function isBoundedStop(before: TaskRecord, after: TaskRecord): boolean {
  return isActive(before) && before.ready && after.desired === 'stopped' && boundedReasons.has(after.reason);
}

const activeTasks = (view: View, id: DeploymentId) => [...view.tasksOfDeployment(id)].filter(isActive);

/** Recreate stops all before it starts any, and a canary or blue-green one is bounded by its own goals. */
function checkLower({ after, commit }: CommitFacts, id: DeploymentId): string[] {
  const deployment = after.get('deployments', id);
  if (deployment === undefined || deployment.deletingAtMs !== null || !isRolling(deployment)) return [];
  const { minAvailable } = fencePosts(deployment.spec.strategy, deployment.spec.replicas);
  const isAvailable = (task: TaskRecord) =>
    availability(task, deployment.spec.minReadySeconds, commit.atMs).available;
  const left = activeTasks(after, id).filter(isAvailable).length;
  return left >= minAvailable
    ? []
    : [`deployment ${deployment.name}: ${left} tasks are available, at least ${minAvailable} must be`];
}

const isRolling = ({ spec }: DeploymentRecord) => ['RollingUpdate', 'Capacity'].includes(spec.strategy.type);

function checkUpper({ after }: CommitFacts, id: DeploymentId): string[] {
  const deployment = after.get('deployments', id);
  if (deployment === undefined) return [];
  const { maxTotal } = fencePosts(deployment.spec.strategy, deployment.spec.replicas);
  const active = activeTasks(after, id).filter(({ state }) => !hasEnded(state)).length;
  return active <= maxTotal
    ? []
    : [`deployment ${deployment.name}: ${active} tasks are wanted, at most ${maxTotal} may be`];
}
