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

type MeasuredPlane = Pick<ControlPlane, 'view' | 'usageOf'>;
type Amounts = Pick<TaskUsage, 'cpuMillis' | 'memoryBytes'>;

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
    const usage = reader.sum(id, task === undefined ? [] : [task]);
    return usage.measured > 0 ? [usage] : [];
  });
}

/** Of each of these deployments that is there: what its measured tasks use together. */
export function deploymentsUsage(plane: MeasuredPlane, ids: readonly DeploymentId[]): Usage[] {
  const reader = new UsageReader(plane);
  const there = ids.filter((id) => plane.view.get('deployments', id) !== undefined);
  return there.map((id) => reader.sum(id, plane.view.tasksOfDeployment(id)));
}

/** For one answer: each node and each template is looked at once, however many tasks are of it. */
class UsageReader {
  readonly #plane: MeasuredPlane;
  readonly #nodes = new Map<NodeId, Map<TaskId, TaskUsage>>();
  readonly #requests = new Map<TemplateHash, Amounts>();

  constructor(plane: MeasuredPlane) {
    this.#plane = plane;
  }

  sum(id: string, tasks: Iterable<TaskRecord>): Usage {
    const sum: Usage = { id, used: noAmounts(), reserved: noAmounts(), measured: 0 };
    for (const { id: taskId, nodeId, state, templateHash } of tasks) {
      const usage = nodeId === null || hasEnded(state) ? undefined : this.#measuredOn(nodeId).get(taskId);
      if (usage === undefined) continue;
      add(sum.used, usage);
      add(sum.reserved, this.#requestsOf(templateHash));
      sum.measured += 1;
    }
    return sum;
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

const noAmounts = (): Amounts => ({ cpuMillis: 0, memoryBytes: 0 });

function add(sum: Amounts, { cpuMillis, memoryBytes }: Amounts): void {
  sum.cpuMillis += cpuMillis;
  sum.memoryBytes += memoryBytes;
}
