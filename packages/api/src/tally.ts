import {
  type Change,
  hasEnded,
  type NodeId,
  type Resources,
  type TaskRecord,
  type TaskState,
  taskStates,
} from '@gantry/model';
import type { Followed } from './feed.ts';

/** Counts over all live tasks, for readers that must not scan them. */
export interface TaskCounts {
  byState: Record<TaskState, number>;
  /** Running and passing their probes. */
  ready: number;
}

/** What one node carries. */
export interface NodeLoad {
  nodeId: NodeId;
  allocated: Resources;
  /** Tasks that hold resources here, and how many of them are ready. */
  tasks: number;
  ready: number;
}

/**
 * Keeps the counts up to date from the commits. It holds a reference to each task's newest record: that is how it
 * knows what a change takes away.
 */
export class Tally {
  readonly #plane: Followed;
  readonly #tasks = new Map<string, TaskRecord>();
  readonly #byState: Record<TaskState, number>;
  readonly #nodes = new Map<NodeId, { tasks: number; ready: number }>();
  #ready = 0;
  #stop: (() => void) | null = null;

  constructor(plane: Followed) {
    this.#plane = plane;
    this.#byState = noTasks();
    for (const task of plane.view.all('tasks')) this.#replace(task.id, task);
    this.#stop = plane.subscribe(plane.view.revision, (commit) => this.#take(commit.changes));
  }

  counts(): TaskCounts {
    return { byState: { ...this.#byState }, ready: this.#ready };
  }

  loadOf(nodeId: NodeId): NodeLoad {
    const { tasks, ready } = this.#nodes.get(nodeId) ?? { tasks: 0, ready: 0 };
    return { nodeId, allocated: this.#plane.view.allocatedOf(nodeId), tasks, ready };
  }

  close(): void {
    this.#stop?.();
    this.#stop = null;
  }

  #take(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.table === 'tasks') this.#replace(change.key, change.value);
    }
  }

  #replace(key: string, next: TaskRecord | null): void {
    const last = this.#tasks.get(key);
    if (last) this.#count(last, -1);
    if (next) {
      this.#count(next, 1);
      this.#tasks.set(key, next);
    } else this.#tasks.delete(key);
  }

  #count(task: TaskRecord, step: 1 | -1): void {
    this.#byState[task.state] += step;
    if (hasEnded(task.state)) return;
    const ready = task.ready ? step : 0;
    this.#ready += ready;
    if (task.nodeId === null) return;
    const node = this.#nodes.get(task.nodeId) ?? { tasks: 0, ready: 0 };
    this.#nodes.set(task.nodeId, { tasks: node.tasks + step, ready: node.ready + ready });
  }
}

function noTasks(): Record<TaskState, number> {
  return Object.fromEntries(taskStates.map((state) => [state, 0])) as Record<TaskState, number>;
}
