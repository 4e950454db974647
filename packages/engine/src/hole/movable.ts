import type { NodeId, TaskRecord } from '@gantry/model';
import { allowanceOf, coversTask } from '../disruption/allowance.ts';
import type { State } from '../state/state.ts';

/**
 * Which tasks could go elsewhere without anybody missing them: ready ones of deployments that are whole and have no rollout
 * under way, as far as disruption budgets allow. A job's task would lose its work, and a framework's is its framework's.
 */
export class Movable {
  /** How many may go, by budget; counted when one is first met, which looks at all of its tasks. */
  readonly #allowed: Map<string, number>;
  /** How many of those went. */
  readonly #taken = new Map<string, number>();

  /** @param allowed what was counted for others already. */
  constructor(allowed: Map<string, number>) {
    this.#allowed = allowed;
  }

  on(state: State, nodeId: NodeId): TaskRecord[] {
    return state
      .tasksOfNode(nodeId)
      .filter((task) => isWhole(state, task) && this.#budgets(state, task).every((id) => this.#left(id) > 0));
  }

  /** Counts it as gone. */
  take(state: State, task: TaskRecord): void {
    for (const id of this.#budgets(state, task)) this.#taken.set(id, (this.#taken.get(id) ?? 0) + 1);
  }

  #left(budget: string): number {
    return this.#allowed.get(budget)! - (this.#taken.get(budget) ?? 0);
  }

  #budgets(state: State, task: TaskRecord): string[] {
    return state.budgetsIn(task.namespace).flatMap((budget) => {
      if (!coversTask(state, budget, task)) return [];
      if (!this.#allowed.has(budget.id)) this.#allowed.set(budget.id, allowanceOf(state, budget).allowed);
      return [budget.id];
    });
  }
}

function isWhole(
  state: State,
  { deploymentId, replicaSetId, desired, state: is, ready }: TaskRecord,
): boolean {
  if (deploymentId === null || replicaSetId === null) return false;
  if (desired !== 'running' || is !== 'running' || !ready) return false;
  const deployment = state.get('deployments', deploymentId);
  if (deployment === undefined || deployment.deletingAtMs !== null || deployment.quarantine !== null)
    return false;
  const isComplete = deployment.status.readyReplicas >= deployment.spec.replicas;
  return isComplete && state.findOne('openRollouts', deploymentId) === undefined;
}
