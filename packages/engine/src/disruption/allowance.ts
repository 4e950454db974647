import {
  type BudgetBound,
  type BudgetRecord,
  type DeploymentRecord,
  holdOfLabels,
  type TaskRecord,
} from '@gantry/model';
import type { View } from '../port.ts';
import { isActive } from '../state/task-counts.ts';

/** What a budget allows now. */
export interface Allowance {
  /** Tasks that are wanted in all. */
  expected: number;
  /** Tasks that are ready, on a node that is not unreachable, and not told to stop. */
  healthy: number;
  /** As many as have to stay so. */
  desired: number;
  /** As many may go now. */
  allowed: number;
}

/** Counts the tasks of a budget (rules DB1, DB2). */
export function allowanceOf(view: View, budget: BudgetRecord): Allowance {
  let [expected, healthy] = [0, 0];
  for (const deployment of view.all('deployments')) {
    if (deployment.namespace !== budget.namespace) continue;
    const tasks = [...view.tasksOfDeployment(deployment.id)].filter(
      (task) => isActive(task) && coversTask(view, budget, task),
    );
    if (tasks.length > 0 || wantsCovered(view, budget, deployment)) expected += deployment.spec.replicas;
    healthy += tasks.filter((task) => isHealthy(view, task)).length;
  }
  const desired = desiredOf(budget, expected);
  return { expected, healthy, desired, allowed: expected === 0 ? 0 : Math.max(0, healthy - desired) };
}

export function coversTask(view: View, budget: BudgetRecord, task: TaskRecord): boolean {
  if (task.namespace !== budget.namespace) return false;
  const template = view.get('templates', task.templateHash)?.template;
  return isSelected(budget, (key) => task.labels[key] ?? template?.labels[key]);
}

function wantsCovered(view: View, budget: BudgetRecord, { templateHash }: DeploymentRecord): boolean {
  const labels = view.get('templates', templateHash)?.template.labels ?? {};
  return isSelected(budget, (key) => labels[key]);
}

function isSelected(
  { selector, expressions = [] }: BudgetRecord,
  labelOf: (key: string) => string | undefined,
): boolean {
  return (
    Object.entries(selector).every(([key, value]) => labelOf(key) === value) &&
    holdOfLabels(expressions, labelOf)
  );
}

function isHealthy(view: View, { ready, nodeId }: TaskRecord): boolean {
  return ready && nodeId !== null && view.get('nodes', nodeId)?.status === 'ready';
}

function desiredOf({ minAvailable, maxUnavailable }: BudgetRecord, expected: number): number {
  if (maxUnavailable !== null) return Math.max(0, expected - countOf(maxUnavailable, expected));
  return minAvailable === null ? 0 : countOf(minAvailable, expected);
}

/** Shares are rounded up, as Kubernetes does for both bounds. */
function countOf(bound: BudgetBound, of: number): number {
  return typeof bound === 'number' ? bound : Math.ceil((of * Number.parseInt(bound, 10)) / 100);
}

/** The first budget that keeps the task where it is, with what it counts; null: it may go (rule DB3). */
export function keepingBudget(
  view: View,
  task: TaskRecord,
): { budget: BudgetRecord; allowance: Allowance } | null {
  if (!isActive(task) || task.nodeId === null) return null;
  for (const budget of view.budgetsIn(task.namespace)) {
    if (!coversTask(view, budget, task)) continue;
    const allowance = allowanceOf(view, budget);
    if (!mayGo(view, task, { budget, allowance })) return { budget, allowance };
  }
  return null;
}

function mayGo(
  view: View,
  task: TaskRecord,
  { budget, allowance: { allowed, healthy, desired } }: { budget: BudgetRecord; allowance: Allowance },
): boolean {
  if (allowed > 0) return true;
  if (isHealthy(view, task)) return false;
  return budget.unready === 'always' || (desired > 0 && healthy >= desired);
}

export function sentenceOf({ budget, allowance }: { budget: BudgetRecord; allowance: Allowance }): string {
  const { desired, healthy } = allowance;
  return `The disruption budget ${budget.name} needs ${desired} healthy pods and has ${healthy} currently`;
}
