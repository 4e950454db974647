import {
  type Act,
  type Actor,
  type Command,
  type CommandId,
  type CommandReply,
  type Commit,
  hasEnded,
  type NodeDescription,
  type NodeId,
  type Rejection,
  type Result,
  type Snapshot,
  type TaskId,
  type TaskRecord,
  type TaskReport,
} from '@gantry/model';
import type { Bounds } from '../bounds.ts';
import { createEngine } from '../engine.ts';
import type { Engine, EngineAnswer, EngineInput, Plan, StepResult } from '../port.ts';
import { emptySnapshot } from '../state/state.ts';

export const person: Actor = { name: 'ada', via: 'api' };

export interface ClusterOptions {
  bounds?: Partial<Bounds>;
  snapshot?: Snapshot;
  /** Looks at each commit: what the state was, and what it is now. */
  onCommit?(commit: Commit, engine: Engine): void;
  /** Without the checks after each step: for clusters so large that they would take all the time. */
  unchecked?: boolean;
  /** Every step is taken twice: discarded, as when the store fails, and then again. */
  discards?: boolean;
}

/**
 * An engine with nodes whose agents do what a test says. Time stands still unless it is moved, and then the engine is
 * stepped at each moment it asked for.
 */
export class Cluster {
  readonly engine: Engine;
  readonly commits: Commit[] = [];
  readonly #options: ClusterOptions;
  readonly #sessions = new Map<NodeId, number>();
  readonly #silent = new Set<NodeId>();
  #wakeAtMs: number | null = null;
  #commands: number;
  nowMs: number;

  constructor(options: ClusterOptions = {}) {
    this.#options = options;
    this.engine = createEngine(options.snapshot ?? emptySnapshot(), {
      bounds: options.bounds ?? {},
      development: !options.unchecked,
    });
    this.#commands = this.engine.view.count('accepted');
    for (const { id, session } of this.engine.view.all('nodes')) this.#sessions.set(id, session);
    this.nowMs = options.snapshot?.atMs ?? 1_000_000;
  }

  get view(): Engine['view'] {
    return this.engine.view;
  }

  /** When the engine wants its next step at the latest; null: only when something happens. */
  get wakeAtMs(): number | null {
    return this.#wakeAtMs;
  }

  /** Steps until the engine has nothing more to do now. */
  step(...inputs: EngineInput[]): (EngineAnswer | null)[] {
    let answers: (EngineAnswer | null)[] | null = null;
    for (let more = true; more; ) {
      const result = this.#stepOnce(answers === null ? inputs : []);
      answers ??= result.answers;
      if (result.commit !== null) this.commits.push(result.commit);
      this.engine.adopt();
      if (result.commit !== null) this.#options.onCommit?.(result.commit, this.engine);
      this.#wakeAtMs = result.wakeAtMs;
      more = result.more || (result.wakeAtMs !== null && result.wakeAtMs <= this.nowMs);
    }
    return answers!;
  }

  #stepOnce(inputs: EngineInput[]): StepResult {
    if (this.#options.discards) {
      this.engine.step({ inputs, nowMs: this.nowMs });
      this.engine.discard();
    }
    return this.engine.step({ inputs, nowMs: this.nowMs });
  }

  command(
    command: Command,
    { actor = person, commandId }: { actor?: Actor; commandId?: string } = {},
  ): Result<CommandReply, Rejection> {
    const id = (commandId ?? `c${++this.#commands}`) as CommandId;
    const [answer] = this.step({ kind: 'command', commandId: id, actor, command });
    if (answer?.kind !== 'command') throw new Error('A command was not answered.');
    return answer.result;
  }

  /** The reply of a command that must be accepted. */
  accept(command: Command): CommandReply {
    const result = this.command(command);
    if (!result.ok) throw new Error(`Refused: ${result.error.message}`);
    return result.value;
  }

  /** The refusal of a command that must be refused. */
  refusal(command: Command): Rejection {
    const result = this.command(command);
    if (result.ok) throw new Error(`Accepted: ${result.value.message}`);
    return result.error;
  }

  /** What an act that is not refused would do. */
  plan(act: Act): Plan {
    const result = this.engine.plan(act, person, this.nowMs);
    if (!result.ok) throw new Error(`Refused: ${result.error.message}`);
    return result.value;
  }

  join(node: NodeDescription): NodeId {
    return this.#register(null, node, []);
  }

  /** All in one step. */
  joinAll(nodes: readonly NodeDescription[]): void {
    const inputs = nodes.map((node): EngineInput => ({ kind: 'register', nodeId: null, node, tasks: [] }));
    const answers = this.step(...inputs);
    for (const answer of answers) {
      if (answer?.kind === 'register') this.#sessions.set(answer.nodeId, answer.session);
    }
  }

  /** The agent of a known node connects again and says what it finds. */
  rejoin(nodeId: NodeId, tasks: TaskReport[] = [], over: Partial<NodeDescription> = {}): void {
    const { name, address, resources, ports, labels, attributes, runtimes, agentVersion } = this.view.get(
      'nodes',
      nodeId,
    )!;
    this.#silent.delete(nodeId);
    this.#register(
      nodeId,
      { name, address, resources, ports, labels, attributes, runtimes, agentVersion, ...over },
      tasks,
    );
  }

  #register(nodeId: NodeId | null, node: NodeDescription, tasks: TaskReport[]): NodeId {
    const [answer] = this.step({ kind: 'register', nodeId, node, tasks });
    if (answer?.kind !== 'register') throw new Error('A registration was not answered.');
    this.#sessions.set(answer.nodeId, answer.session);
    return answer.nodeId;
  }

  /** From now on nothing is heard of the node. */
  silence(nodeId: NodeId): void {
    this.#silent.add(nodeId);
  }

  report(nodeId: NodeId, ...tasks: TaskReport[]): void {
    this.step({ kind: 'report', nodeId, session: this.#sessions.get(nodeId)!, tasks });
  }

  /** Every agent brings each of its tasks to where it is wanted. Returns how many it had to report. */
  settleAgents(how: (task: TaskRecord) => TaskReport = (task) => wishFulfilled(task, this.nowMs)): number {
    let reported = 0;
    for (const [nodeId, session] of this.#sessions) {
      if (this.#silent.has(nodeId) || this.view.get('nodes', nodeId) === undefined) continue;
      const tasks = [...this.view.tasksOfNode(nodeId)].filter(isUnfulfilled);
      if (tasks.length === 0) continue;
      reported += tasks.length;
      this.step({ kind: 'report', nodeId, session, tasks: tasks.map(how) });
    }
    return reported;
  }

  /** Lets agents and engine go on until nothing changes any more, without time passing. */
  settle(): void {
    for (let round = 0; round < 1_000; round++) if (this.settleAgents() === 0) return;
    throw new Error('The cluster does not settle.');
  }

  /** Moves time on, with heartbeats of all nodes that are not silent and a step at each moment the engine asks for. */
  advance(seconds: number): void {
    const endMs = this.nowMs + seconds * 1000;
    for (let round = 0; round < 100_000; round++) {
      const nextMs = this.#wakeAtMs === null ? endMs : Math.max(this.nowMs, Math.min(this.#wakeAtMs, endMs));
      this.nowMs = nextMs;
      this.step(...this.#heartbeats(), { kind: 'tick' });
      if (nextMs >= endMs && (this.#wakeAtMs === null || this.#wakeAtMs > endMs)) return;
    }
    throw new Error(`The engine asks to be woken at ${this.#wakeAtMs} again and again.`);
  }

  #heartbeats(): EngineInput[] {
    return [...this.#sessions.keys()]
      .filter((nodeId) => !this.#silent.has(nodeId))
      .map((nodeId) => ({ kind: 'heartbeat', nodeId, atMs: this.nowMs }));
  }

  tasks(name: string): TaskRecord[] {
    const deployment = this.view.deployment('default', name);
    return deployment === undefined ? [] : [...this.view.tasksOfDeployment(deployment.id)];
  }

  liveTasks(name: string): TaskRecord[] {
    return this.tasks(name).filter(({ state }) => !hasEnded(state));
  }

  task(id: TaskId): TaskRecord {
    return this.view.get('tasks', id)!;
  }

  events(reason: string): string[] {
    return [...this.view.all('events')]
      .filter((event) => event.reason === reason)
      .map(({ message }) => message);
  }
}

const isUnfulfilled = (task: TaskRecord) =>
  (!hasEnded(task.state) && (task.desired === 'stopped' || !task.ready)) ||
  (task.state === 'lost' && task.finishedAtMs === null);

/** What an agent would say when all goes well: running and ready, or stopped. */
export function wishFulfilled(task: TaskRecord, nowMs: number): TaskReport {
  return task.desired === 'running'
    ? running(task, nowMs)
    : aReport(task, { state: 'stopped', finishedAtMs: nowMs });
}

export function running(task: TaskRecord, nowMs: number): TaskReport {
  const containers = [
    { ...aStatus, name: 'web', state: 'running' as const, startedAtMs: nowMs, ready: true },
  ];
  return aReport(task, { state: 'running', ready: true, startedAtMs: task.startedAtMs ?? nowMs, containers });
}

export function failed(
  task: TaskRecord,
  nowMs: number,
  message = 'container web exited with code 1',
): TaskReport {
  return aReport(task, { state: 'failed', reason: 'Error', message, finishedAtMs: nowMs });
}

const aStatus: TaskReport['containers'][number] = {
  name: 'web',
  state: 'waiting',
  runtimeId: '',
  startedAtMs: null,
  finishedAtMs: null,
  exitCode: null,
  signal: null,
  outOfMemory: false,
  ready: false,
  started: true,
  imageId: '',
};

export function aReport(task: TaskRecord, over: Partial<TaskReport> = {}): TaskReport {
  const {
    id,
    state,
    ready,
    reason,
    message,
    startedAtMs,
    finishedAtMs,
    address,
    containers,
    probeFailures,
    errorLines,
  } = task;
  return {
    ...{
      taskId: id,
      state,
      ready,
      reason,
      message,
      startedAtMs,
      finishedAtMs,
      address,
      containers,
      probeFailures,
      errorLines,
    },
    ready: false,
    ...over,
  };
}
