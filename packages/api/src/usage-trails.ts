import type { ControlPlane, NodeUsage } from '@gantry/controlplane';
import { type Commit, type DeploymentId, hasEnded, type NodeId, type TaskId } from '@gantry/model';
import type { Tally, TaskMove } from './tally.ts';
import { stepMs, UsageLanes } from './usage-lanes.ts';

type MeasuredPlane = Pick<ControlPlane, 'view' | 'now' | 'hearUsage'>;

/** What something used in the last ten minutes, as its agents measured it, for a list to draw beside what it uses now. */
export interface UsageTrail {
  id: string;
  /** The end of the ten minutes. */
  toAtMs: number;
  /** When the first step that was measured began; the others follow, `stepMs` apart. */
  fromAtMs: number;
  stepMs: number;
  /** Thousandths of a CPU, and bytes, of each step that is over; null where nothing was measured. */
  cpuMillis: (number | null)[];
  memoryBytes: (number | null)[];
}

/**
 * Remembers what tasks and deployments used in the last ten minutes. An agent measures every few seconds; of each node
 * one measurement a step is kept, so it costs one write a task every `stepMs`, and nothing when nobody looks but that.
 * Only the present process remembers: after its start, trails begin anew.
 */
export class UsageTrails {
  readonly #plane: MeasuredPlane;
  readonly #ofTasks = new UsageLanes<TaskId>(Float32Array);
  readonly #ofDeployments = new UsageLanes<DeploymentId>(Float64Array);
  /** The step of each node's last measurement that was kept. */
  readonly #steps = new Map<NodeId, number>();

  constructor(plane: MeasuredPlane, tally: Tally) {
    this.#plane = plane;
    plane.hearUsage((nodeId, usage) => this.#take(nodeId, usage));
    tally.follow((commit, moves) => this.#forget(commit, moves));
  }

  /** null: nothing was measured of it in a step that is over. */
  ofTask(id: TaskId): UsageTrail | null {
    return this.#trail(this.#ofTasks, id);
  }

  /** What its tasks that were measured used together. */
  ofDeployment(id: DeploymentId): UsageTrail | null {
    return this.#trail(this.#ofDeployments, id);
  }

  /** Nodes are measured one after the other, so a step is told when it is over: then it has them all. */
  #trail<Id extends string>(lanes: UsageLanes<Id>, id: Id): UsageTrail | null {
    const toAtMs = this.#plane.now();
    const known = lanes.before(id, stepOf(toAtMs));
    if (known === null) return null;
    const rounded = (amount: number | undefined) => (amount === undefined ? null : Math.round(amount));
    return {
      ...{ id, toAtMs, stepMs, fromAtMs: known.step * stepMs },
      cpuMillis: known.amounts.map((one) => rounded(one?.cpuMillis)),
      memoryBytes: known.amounts.map((one) => rounded(one?.memoryBytes)),
    };
  }

  #take(nodeId: NodeId, { tasks }: NodeUsage): void {
    const step = stepOf(this.#plane.now());
    // An agent that has just begun has measured nothing yet.
    if (tasks.length === 0 || this.#steps.get(nodeId) === step) return;
    this.#steps.set(nodeId, step);
    const { view } = this.#plane;
    for (const usage of tasks) {
      const task = view.get('tasks', usage.taskId);
      if (task === undefined || task.nodeId !== nodeId || hasEnded(task.state)) continue;
      this.#ofTasks.add(task.id, step, usage);
      if (task.deploymentId !== null) this.#ofDeployments.add(task.deploymentId, step, usage);
    }
  }

  /** Of what has ended nothing is shown, as nothing is used. */
  #forget({ changes }: Commit, moves: readonly TaskMove[]): void {
    for (const { last, next } of moves)
      if (last !== null && (next === null || hasEnded(next.state))) this.#ofTasks.forget(last.id);
    for (const { table, key, value } of changes) {
      if (value !== null) continue;
      if (table === 'deployments') this.#ofDeployments.forget(key as DeploymentId);
      if (table === 'nodes') this.#steps.delete(key as NodeId);
    }
  }
}

const stepOf = (atMs: number): number => Math.floor(atMs / stepMs);
