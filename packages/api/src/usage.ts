import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ControlPlane } from '@gantry/controlplane';
import {
  type DeploymentId,
  hasEnded,
  type NodeId,
  requestsOf,
  type TaskId,
  type TaskRecord,
  type TaskUsage,
  type TemplateHash,
} from '@gantry/model';
import type { Amounts } from './usage-lanes.ts';

type MeasuredPlane = Pick<ControlPlane, 'view' | 'usageOf'>;

/** What something uses, as the agents measured it last, beside what is reserved for it. */
export interface Usage {
  id: string;
  used: Amounts;
  /** For the tasks that were measured, and no others. */
  reserved: Amounts;
  /** How many tasks those are. */
  measured: number;
}

/** Of each of these tasks that holds resources and was measured. */
export function tasksUsage(plane: MeasuredPlane, ids: readonly TaskId[]): Usage[] {
  const reader = new UsageReader(plane);
  return ids.flatMap((id) => {
    const task = plane.view.get('tasks', id);
    const usage = noUsage(id);
    if (task !== undefined) reader.add(usage, [task]);
    return usage.measured > 0 ? [usage] : [];
  });
}

/**
 * What the agent of a node measured last. null: it told nothing yet, or none of the tasks that run there was measured, as
 * when it has just come: that is not the same as nothing in use.
 */
export function measuredOn(plane: MeasuredPlane, nodeId: NodeId): ReturnType<MeasuredPlane['usageOf']> {
  const usage = plane.usageOf(nodeId);
  if (usage === null || usage.tasks.length > 0) return usage;
  for (const { state } of plane.view.tasksOfNode(nodeId)) if (state === 'running') return null;
  return usage;
}

/**
 * What the nodes that can be reached use, as their agents measured it last, in thousandths of a CPU and bytes: whatever runs
 * on them, not only tasks. `measured` of the `ready` ones were: what the others use nobody knows. null: none was.
 */
export function nodesUsage(
  plane: MeasuredPlane,
): { cpuMillis: number; memoryBytes: number; measured: number; ready: number } | null {
  const ready = [...plane.view.all('nodes')].filter(({ status }) => status === 'ready');
  const usages = ready.flatMap(({ id }) => measuredOn(plane, id) ?? []);
  if (usages.length === 0) return null;
  return {
    cpuMillis: Math.round(usages.reduce((sum, { cpuMillisUsed }) => sum + cpuMillisUsed, 0)),
    memoryBytes: usages.reduce((sum, { memoryBytesUsed }) => sum + memoryBytesUsed, 0),
    measured: usages.length,
    ready: ready.length,
  };
}

/** Tasks that are summed before others get their turn on the event loop: lists of a large cluster ask for all of its tasks. */
const tasksPerTurn = 10_000;

/** Of each of these deployments that is there: what its measured tasks use together. */
export async function deploymentsUsage(plane: MeasuredPlane, ids: readonly DeploymentId[]): Promise<Usage[]> {
  const reader = new UsageReader(plane);
  const found: Usage[] = [];
  let summed = 0;
  for (const id of ids) {
    if (plane.view.get('deployments', id) === undefined) continue;
    const usage = noUsage(id);
    const tasks = [...plane.view.tasksOfDeployment(id)];
    for (let at = 0; at < tasks.length; at += tasksPerTurn) {
      const some = tasks.slice(at, at + tasksPerTurn);
      reader.add(usage, some);
      summed += some.length;
      if (summed < tasksPerTurn) continue;
      summed = 0;
      await nextTurn();
    }
    found.push(usage);
  }
  return found;
}

/** For one answer: each node and each template is looked at once, however many tasks are of it. */
class UsageReader {
  readonly #plane: MeasuredPlane;
  readonly #nodes = new Map<NodeId, Map<TaskId, TaskUsage>>();
  readonly #requests = new Map<TemplateHash, Amounts>();

  constructor(plane: MeasuredPlane) {
    this.#plane = plane;
  }

  /** Those that hold resources and were measured. */
  add(sum: Usage, tasks: Iterable<TaskRecord>): void {
    for (const { id: taskId, nodeId, state, templateHash } of tasks) {
      const usage = nodeId === null || hasEnded(state) ? undefined : this.#measuredOn(nodeId).get(taskId);
      if (usage === undefined) continue;
      add(sum.used, usage);
      add(sum.reserved, this.#requestsOf(templateHash));
      sum.measured += 1;
    }
  }

  #measuredOn(nodeId: NodeId): Map<TaskId, TaskUsage> {
    const known = this.#nodes.get(nodeId);
    if (known !== undefined) return known;
    const tasks = this.#plane.usageOf(nodeId)?.tasks ?? [];
    const measured = new Map(tasks.map((usage) => [usage.taskId, usage]));
    this.#nodes.set(nodeId, measured);
    return measured;
  }

  #requestsOf(hash: TemplateHash): Amounts {
    const known = this.#requests.get(hash);
    if (known !== undefined) return known;
    const template = this.#plane.view.get('templates', hash)?.template;
    const requests = template === undefined ? noAmounts() : requestsOf(template);
    this.#requests.set(hash, requests);
    return requests;
  }
}

const noUsage = (id: string): Usage => ({ id, used: noAmounts(), reserved: noAmounts(), measured: 0 });

const noAmounts = (): Amounts => ({ cpuMillis: 0, memoryBytes: 0 });

function add(sum: Amounts, { cpuMillis, memoryBytes }: Amounts): void {
  sum.cpuMillis += cpuMillis;
  sum.memoryBytes += memoryBytes;
}
