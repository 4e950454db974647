import type { EngineAnswer, EngineInput } from '@gantry/engine';
import type { NodeId, TaskId, TaskReport } from '@gantry/model';

type Report = Extract<EngineInput, { kind: 'report' }>;

/** What became of an input once what it led to is durable, or once it is clear that nothing will. */
export type Outcome =
  | { kind: 'done'; answer: EngineAnswer | null }
  /** Nothing came of it: refused before or instead of a step. */
  | { kind: 'dropped'; error: unknown };

export interface Waiting {
  input: EngineInput;
  settle(outcome: Outcome): void;
}

/**
 * What waits for the next step, in order of arrival. Bounded: commands by count, and what agents send by merging, as
 * only the newest report of a task and the newest heartbeat of a node count.
 */
export class Inbox {
  readonly #maxCommands: number;
  #queue: Waiting[] = [];
  #commands = 0;
  /** The report at the end of each node's part of the queue, which later ones are merged into. */
  readonly #lastReports = new Map<NodeId, MergedReport>();
  readonly #heartbeats = new Map<NodeId, number>();

  constructor(maxCommands: number) {
    this.#maxCommands = maxCommands;
  }

  /** Without heartbeats: they wait for a step, but are no reason for one. */
  get size(): number {
    return this.#queue.length;
  }

  /** False when too many commands wait already: it was not taken. */
  put(waiting: Waiting): boolean {
    const { input } = waiting;
    if (input.kind === 'command' && this.#commands >= this.#maxCommands) return false;
    if (input.kind === 'report' && this.#merge(input, waiting)) return true;
    if (input.kind === 'register' || input.kind === 'disconnect') this.#endReportsOf(input.nodeId);
    if (input.kind === 'command') this.#commands += 1;
    this.#queue.push(input.kind === 'report' ? this.#mergeable(input, waiting) : waiting);
    return true;
  }

  heartbeat(nodeId: NodeId, atMs: number): void {
    this.#heartbeats.set(nodeId, atMs);
  }

  /** The oldest, with at most about `limit` things to look at, and all heartbeats before them. */
  take(limit: number): Waiting[] {
    const heartbeats = Array.from(this.#heartbeats, ([nodeId, atMs]) => heartbeatOf(nodeId, atMs));
    this.#heartbeats.clear();
    let weight = 0;
    const end = this.#queue.findIndex(({ input }) => {
      weight += weightOf(input);
      return weight > limit;
    });
    const taken = this.#queue.splice(0, end < 0 ? this.#queue.length : Math.max(1, end));
    for (const { input } of taken) {
      if (input.kind === 'command') this.#commands -= 1;
      if (input.kind === 'report') this.#endReportsOf(input.nodeId);
    }
    return [...heartbeats, ...taken];
  }

  /** For inputs whose step came to nothing: they come first the next time, in their order. */
  putBack(waiting: readonly Waiting[]): void {
    for (const { input } of waiting) {
      if (input.kind === 'command') this.#commands += 1;
      if (input.kind === 'heartbeat' && !this.#heartbeats.has(input.nodeId)) {
        this.#heartbeats.set(input.nodeId, input.atMs);
      }
    }
    this.#queue = [...waiting.filter(({ input }) => input.kind !== 'heartbeat'), ...this.#queue];
  }

  #merge(input: Report, waiting: Waiting): boolean {
    const last = this.#lastReports.get(input.nodeId);
    if (last === undefined || last.input.session !== input.session) return false;
    last.merge(input.tasks, waiting);
    return true;
  }

  #mergeable(input: Report, waiting: Waiting): MergedReport {
    const merged = new MergedReport(input, waiting);
    this.#lastReports.set(input.nodeId, merged);
    return merged;
  }

  #endReportsOf(nodeId: NodeId | null): void {
    if (nodeId !== null) this.#lastReports.delete(nodeId);
  }
}

const weightOf = (input: EngineInput) =>
  input.kind === 'report' || input.kind === 'register' ? 1 + input.tasks.length : 1;

function heartbeatOf(nodeId: NodeId, atMs: number): Waiting {
  return { input: { kind: 'heartbeat', nodeId, atMs }, settle: () => {} };
}

/** Reports of one session of a node that came before the next step: one input, with the newest of each task. */
class MergedReport implements Waiting {
  readonly #newest = new Map<TaskId, TaskReport>();
  readonly #nodeId: NodeId;
  readonly #session: number;
  readonly #waiting: Waiting[];

  constructor(input: Report, waiting: Waiting) {
    this.#nodeId = input.nodeId;
    this.#session = input.session;
    this.#waiting = [waiting];
    for (const report of input.tasks) this.#newest.set(report.taskId, report);
  }

  get input(): Report {
    const tasks = [...this.#newest.values()];
    return { kind: 'report', nodeId: this.#nodeId, session: this.#session, tasks };
  }

  merge(tasks: readonly TaskReport[], waiting: Waiting): void {
    for (const report of tasks) this.#newest.set(report.taskId, report);
    this.#waiting.push(waiting);
  }

  settle(outcome: Outcome): void {
    for (const waiting of this.#waiting) waiting.settle(outcome);
  }
}
