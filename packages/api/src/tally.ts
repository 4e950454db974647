import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type Commit,
  hasEnded,
  type NodeId,
  type NodeRecord,
  type Resources,
  type TaskRecord,
  type TaskState,
  taskStates,
} from '@gantry/model';
import { isFailingChecks, isHeldUp } from '@gantry/model/task-verdict';
import type { Followed } from './feed.ts';

/** Counts over all live tasks, and what is wrong with nodes, for readers that must not scan them. */
export interface TaskCounts {
  byState: Record<TaskState, number>;
  /** Running and passing their probes. */
  ready: number;
  /** Wanted, and no node takes them. */
  unplaced: number;
  /** Those of each deployment; one without any is left out. */
  unplacedOf: Record<string, number>;
  unreachableNodes: number;
  /** Tasks of each framework that have not ended; one without any is left out. */
  ofFrameworks: Record<string, number>;
}

/** What one node carries. */
export interface NodeLoad {
  nodeId: NodeId;
  allocated: Resources;
  /**
   * Tasks that hold resources here, and how many of them are ready, on their way up, and on their way out. The others are
   * in trouble: they were ready and are not, their checks fail, or their image cannot be pulled, or they cannot be started.
   */
  tasks: number;
  ready: number;
  starting: number;
  stopping: number;
  /** Tasks that were here when the node was last heard of, and are not counted above. */
  lost: number;
  /** When those tasks were made, on average; null: there are none. */
  meanCreatedAtMs: number | null;
}

/** What one commit made of a task: null before it was there, and after it is gone. */
export interface TaskMove {
  last: TaskRecord | null;
  next: TaskRecord | null;
}

/** Told of a commit once it is counted, with what it did to tasks. */
export type TallyListener = (commit: Commit, moves: readonly TaskMove[]) => void;

/** `createdAtSumMs`: of `tasks`. A sum of integers is exact up to some thousands of tasks, and loses nothing when tasks go. */
type NodeCounts = Omit<NodeLoad, 'nodeId' | 'allocated' | 'meanCreatedAtMs'> & { createdAtSumMs: number };
const noCounts: NodeCounts = { tasks: 0, ready: 0, starting: 0, stopping: 0, lost: 0, createdAtSumMs: 0 };

const tasksPerTurn = 2_000;

/**
 * Keeps the counts up to date from the commits. It holds a reference to each task's newest record: that is how it
 * knows what a change takes away.
 */
export class Tally {
  readonly #plane: Followed;
  readonly #tasks = new Map<string, TaskRecord>();
  readonly #byState: Record<TaskState, number>;
  readonly #nodes = new Map<NodeId, NodeCounts>();
  #ready = 0;
  #unplaced = 0;
  readonly #unplacedOf = new Map<string, number>();
  readonly #unreachable = new Set<string>();
  readonly #ofFrameworks = new Map<string, number>();
  #stop: (() => void) | null = null;
  readonly #listeners = new Set<TallyListener>();

  private constructor(plane: Followed) {
    this.#plane = plane;
    this.#byState = noTasks();
  }

  /** Counts all that is there at once, and follows. */
  static of(plane: Followed): Tally {
    const tally = new Tally(plane);
    for (const _ of tally.#counting());
    return tally;
  }

  /** The same of a plane that stands still meanwhile: others get their turn on the event loop. */
  static async inTurns(plane: Followed): Promise<Tally> {
    const tally = new Tally(plane);
    for (const _ of tally.#counting()) await nextTurn();
    return tally;
  }

  *#counting(): Generator<void> {
    const { view } = this.#plane;
    let counted = 0;
    for (const task of view.all('tasks')) {
      this.#replace(task.id, task);
      if (++counted % tasksPerTurn === 0) yield;
    }
    for (const node of view.all('nodes')) this.#hear(node.id, node);
    this.#stop = this.#plane.subscribe(view.revision, (commit) => this.#take(commit));
  }

  counts(): TaskCounts {
    return {
      byState: { ...this.#byState },
      ready: this.#ready,
      unplaced: this.#unplaced,
      unplacedOf: Object.fromEntries(this.#unplacedOf),
      unreachableNodes: this.#unreachable.size,
      ofFrameworks: Object.fromEntries(this.#ofFrameworks),
    };
  }

  loadOf(nodeId: NodeId): NodeLoad {
    const { createdAtSumMs, ...counts } = this.#nodes.get(nodeId) ?? noCounts;
    const meanCreatedAtMs = counts.tasks === 0 ? null : Math.round(createdAtSumMs / counts.tasks);
    return { nodeId, allocated: this.#plane.view.allocatedOf(nodeId), ...counts, meanCreatedAtMs };
  }

  close(): void {
    this.#stop?.();
    this.#stop = null;
  }

  /** Calls back after each commit from now on: who else counts tasks need not remember them once more. */
  follow(listener: TallyListener): void {
    this.#listeners.add(listener);
  }

  #take(commit: Commit): void {
    const moves: TaskMove[] = [];
    for (const change of commit.changes) {
      if (change.table === 'tasks') moves.push(this.#replace(change.key, change.value));
      else if (change.table === 'nodes') this.#hear(change.key, change.value);
    }
    for (const listener of this.#listeners) listener(commit, moves);
  }

  #hear(key: string, node: NodeRecord | null): void {
    if (node?.status === 'unreachable') this.#unreachable.add(key);
    else this.#unreachable.delete(key);
  }

  #replace(key: string, next: TaskRecord | null): TaskMove {
    const last = this.#tasks.get(key) ?? null;
    if (last) this.#count(last, -1);
    if (next) {
      this.#count(next, 1);
      this.#tasks.set(key, next);
    } else this.#tasks.delete(key);
    return { last, next };
  }

  #count(task: TaskRecord, step: 1 | -1): void {
    this.#byState[task.state] += step;
    if (!hasEnded(task.state)) this.#countLive(task, step);
    if (isUnplaced(task)) this.#countUnplaced(task, step);
    if (task.nodeId === null) return;
    const node = this.#nodes.get(task.nodeId) ?? noCounts;
    this.#nodes.set(task.nodeId, counted(node, kindOf(task), { step, createdAtMs: task.createdAtMs }));
  }

  #countLive({ ready, frameworkId }: TaskRecord, step: 1 | -1): void {
    if (ready) this.#ready += step;
    countOf(this.#ofFrameworks, frameworkId, step);
  }

  #countUnplaced({ deploymentId }: TaskRecord, step: 1 | -1): void {
    this.#unplaced += step;
    if (deploymentId !== null) countOf(this.#unplacedOf, deploymentId, step);
  }
}

/** One more or one less of a kind; a kind without any is left out. */
function countOf(counts: Map<string, number>, kind: string, step: 1 | -1): void {
  const count = (counts.get(kind) ?? 0) + step;
  if (count > 0) counts.set(kind, count);
  else counts.delete(kind);
}

const isUnplaced = ({ state, desired, unplaced }: TaskRecord): boolean =>
  state === 'pending' && desired === 'running' && unplaced !== null;

/** Under which of a node's counts a task falls beside the sum, as `taskVerdict` tells it; null: under none. */
function kindOf(task: TaskRecord): Exclude<keyof NodeCounts, 'tasks' | 'createdAtSumMs'> | 'unready' | null {
  const { state, desired, ready, readyAtMs } = task;
  if (state === 'lost') return 'lost';
  if (hasEnded(state)) return null;
  if (desired === 'stopped' || state === 'stopping') return 'stopping';
  if (isHeldUp(task)) return 'unready';
  if (state !== 'running') return 'starting';
  if (ready) return 'ready';
  return readyAtMs === null && !isFailingChecks(task) ? 'starting' : 'unready';
}

function counted(
  node: NodeCounts,
  kind: ReturnType<typeof kindOf>,
  { step, createdAtMs }: { step: 1 | -1; createdAtMs: number },
): NodeCounts {
  if (kind === null) return node;
  if (kind === 'lost') return { ...node, lost: node.lost + step };
  const sums = { tasks: node.tasks + step, createdAtSumMs: node.createdAtSumMs + step * createdAtMs };
  return kind === 'unready' ? { ...node, ...sums } : { ...node, ...sums, [kind]: node[kind] + step };
}

function noTasks(): Record<TaskState, number> {
  return Object.fromEntries(taskStates.map((state) => [state, 0])) as Record<TaskState, number>;
}
