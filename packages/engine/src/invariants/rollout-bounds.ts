import type { DeploymentId, TaskRecord } from '@gantry/model';
import { availability, fencePosts } from '../rollout/index.ts';
import { strategyOf } from '../state/effective-strategy.ts';
import { isActive } from '../state/task-counts.ts';
import type { CommitFacts, View } from './facts.ts';

/** Stops that a deployment's own bounds hold for; a person's kill, a deletion and a forced drain are not among them. */
const boundedReasons: ReadonlySet<string> = new Set(['Superseded', 'Scaled']);

/** Invariants 3 and 4: stops leave the lower fence post standing, and what is made stays under the upper one. */
export function checkRolloutBounds(facts: CommitFacts): string[] {
  const stopped = new Map<DeploymentId, TaskRecord[]>();
  const made = new Set<DeploymentId>();
  for (const change of facts.commit.changes) {
    const deploymentId = change.table === 'tasks' ? (change.value?.deploymentId ?? null) : null;
    if (change.table !== 'tasks' || change.value === null || deploymentId === null) continue;
    const before = facts.before.get('tasks', change.key);
    if (before === undefined) made.add(deploymentId);
    else if (isBoundedStop(before, change.value)) {
      stopped.set(deploymentId, [...(stopped.get(deploymentId) ?? []), before]);
    }
  }
  return [
    ...[...stopped].flatMap(([id, tasks]) => checkLower(facts, id, tasks)),
    ...[...made].flatMap((id) => checkUpper(facts, id)),
  ];
}

function isBoundedStop(before: TaskRecord, after: TaskRecord): boolean {
  return isActive(before) && after.desired === 'stopped' && boundedReasons.has(after.reason);
}

const activeTasks = (view: View, id: DeploymentId) => [...view.tasksOfDeployment(id)].filter(isActive);

/** Ready tasks go only while enough ready ones stay, and available ones while enough available ones do (RO7). */
function checkLower(
  { after, commit }: CommitFacts,
  id: DeploymentId,
  stopped: readonly TaskRecord[],
): string[] {
  const deployment = after.get('deployments', id);
  // Recreate stops all before it starts any, and a canary or blue-green one is bounded by its own goals.
  if (deployment === undefined || deployment.deletingAtMs !== null) return [];
  const strategy = strategyOf(after, deployment);
  if (strategy.type !== 'RollingUpdate' && strategy.type !== 'Capacity') return [];
  const { replicas, minReadySeconds } = deployment.spec;
  const { minAvailable } = fencePosts(strategy, replicas);
  const left = activeTasks(after, id);
  const kinds = {
    ready: (task: TaskRecord) => task.ready,
    available: (task: TaskRecord) => availability(task, minReadySeconds, commit.atMs).available,
  };
  return Object.entries(kinds).flatMap(([kind, counts]) => {
    const count = left.filter(counts).length;
    if (count >= minAvailable || !stopped.some(counts)) return [];
    return [
      `deployment ${deployment.name}: ${count} tasks are left ${kind}, at least ${minAvailable} must be`,
    ];
  });
}

/** Sizes that were larger before (for another size of the deployment) may still be filled up while they cannot shrink. */
function checkUpper({ before, after }: CommitFacts, id: DeploymentId): string[] {
  const deployment = after.get('deployments', id);
  if (deployment === undefined) return [];
  const { maxTotal } = fencePosts(strategyOf(after, deployment), deployment.spec.replicas);
  const sizesBefore = before.replicaSetsOf(id).reduce((sum, { replicas }) => sum + replicas, 0);
  const most = Math.max(maxTotal, sizesBefore);
  const active = activeTasks(after, id).length;
  return active <= most
    ? []
    : [`deployment ${deployment.name}: ${active} tasks are wanted, at most ${most} may be`];
}
