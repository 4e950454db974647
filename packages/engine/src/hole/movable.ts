import type { TaskRecord } from '@gantry/model';
import { allowanceOf, coversTask } from '../disruption/allowance.ts';
import type { State } from '../state/state.ts';

/**
 * Which tasks could go elsewhere without anybody missing them: ready ones of deployments that are whole and have no rollout
 * under way, as far as disruption budgets allow. A job's task would lose its work, and a framework's is its framework's.
 */
export class Movable {
  readonly #state: State;
  /** How many more may go, by budget; counted when one is first met. */
  readonly #allowed = new Map<string, number>();

  constructor(state: State) {
    this.#state = state;
  }

  on(nodeId: string): TaskRecord[] {
    return this.#state
      .tasksOfNode(nodeId as never)
      .filter((task) => this.#isWhole(task) && this.#budgets(task).every(({ left }) => left > 0));
  }

  /** Counts it as gone. */
  take(task: TaskRecord): void {
    for (const { id, left } of this.#budgets(task)) this.#allowed.set(id, left - 1);
  }

  #isWhole({ deploymentId, replicaSetId, desired, state, ready }: TaskRecord): boolean {
    if (deploymentId === null || replicaSetId === null) return false;
    if (desired !== 'running' || state !== 'running' || !ready) return false;
    const deployment = this.#state.get('deployments', deploymentId);
    if (deployment === undefined || deployment.deletingAtMs !== null || deployment.quarantine !== null)
      return false;
    const isWhole = deployment.status.readyReplicas >= deployment.spec.replicas;
    return isWhole && this.#state.findOne('openRollouts', deploymentId) === undefined;
  }

  #budgets(task: TaskRecord): { id: string; left: number }[] {
    return this.#state.budgetsIn(task.namespace).flatMap((budget) => {
      if (!coversTask(this.#state, budget, task)) return [];
      const left = this.#allowed.get(budget.id) ?? allowanceOf(this.#state, budget).allowed;
      this.#allowed.set(budget.id, left);
      return [{ id: budget.id, left }];
    });
  }
}
