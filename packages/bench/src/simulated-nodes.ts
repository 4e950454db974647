import type { Engine, EngineAnswer, EngineInput, StepResult } from '@gantry/engine';
import {
  type Command,
  type CommandId,
  type Commit,
  hasEnded,
  type NodeDescription,
  type NodeId,
  type TaskRecord,
  type TaskReport,
} from '@gantry/model';

const gibibyte = 1024 ** 3;

/** Many nodes of an engine, whose agents do at once whatever they are told. Time stands still unless it is moved. */
export class SimulatedNodes {
  readonly #engine: Engine;
  #nowMs: number;
  readonly #onCommit: (commit: Commit) => void;
  readonly #sessions = new Map<NodeId, number>();
  #commands = 0;

  constructor(engine: Engine, of: { count: number; nowMs: number; onCommit?(commit: Commit): void }) {
    this.#engine = engine;
    this.#nowMs = of.nowMs;
    this.#onCommit = of.onCommit ?? (() => {});
    this.join(of.count);
  }

  /** Time goes on at once, and no agent was silent meanwhile. */
  moveTo(nowMs: number): void {
    this.#nowMs = nowMs;
    const heartbeats = [...this.#sessions.keys()]
      .filter((nodeId) => this.#engine.view.get('nodes', nodeId) !== undefined)
      .map((nodeId): EngineInput => ({ kind: 'heartbeat', nodeId, atMs: nowMs }));
    this.#step([...heartbeats, { kind: 'tick' }]);
  }

  /** So many more, at once. */
  join(count: number): void {
    const before = this.#sessions.size;
    const joins = Array.from({ length: count }, (_, index) => registration(`node-${before + index + 1}`));
    for (const answer of this.#step(joins))
      if (answer?.kind === 'register') this.#sessions.set(answer.nodeId, answer.session);
  }

  /** Throws when it is refused. */
  do(command: Command): void {
    const commandId = `c${++this.#commands}` as CommandId;
    const actor = { name: 'bench', via: 'api' } as const;
    const [answer] = this.#step([{ kind: 'command', commandId, actor, command }]);
    if (answer?.kind === 'command' && !answer.result.ok) throw new Error(answer.result.error.message);
  }

  /** Lets engine and agents go on until no task is under way any more. */
  settle(): void {
    for (let reports = this.#reports(); reports.length > 0; reports = this.#reports()) this.#step(reports);
  }

  #reports(): EngineInput[] {
    const nowMs = this.#nowMs;
    const underWay = [...this.#engine.view.all('tasks')].filter(isUnderWay);
    const byNode = Map.groupBy(underWay, ({ nodeId }) => nodeId);
    return Array.from(this.#sessions).flatMap(([nodeId, session]): EngineInput[] => {
      const tasks = byNode.get(nodeId)?.map((task) => reportOf(task, nowMs));
      return tasks === undefined ? [] : [{ kind: 'report', nodeId, session, tasks }];
    });
  }

  #step(inputs: EngineInput[]): (EngineAnswer | null)[] {
    const { answers, more } = this.#stepOnce(inputs);
    for (let isLeft = more; isLeft; ) isLeft = this.#stepOnce([]).more;
    return answers;
  }

  #stepOnce(inputs: EngineInput[]): StepResult {
    const result = this.#engine.step({ inputs, nowMs: this.#nowMs });
    this.#engine.adopt();
    if (result.commit !== null) this.#onCommit(result.commit);
    return result;
  }
}

const isUnderWay = ({ state, desired, ready }: TaskRecord) =>
  !hasEnded(state) && state !== 'pending' && (desired === 'stopped' || !ready);

function reportOf(task: TaskRecord, nowMs: number): TaskReport {
  const { id, address, containers, probeFailures, errorLines } = task;
  const said = { taskId: id, reason: '', message: '', address, containers, probeFailures, errorLines };
  return task.desired === 'stopped'
    ? { ...said, state: 'stopped', ready: false, startedAtMs: task.startedAtMs, finishedAtMs: nowMs }
    : { ...said, state: 'running', ready: true, startedAtMs: nowMs, finishedAtMs: null };
}

function registration(name: string): EngineInput {
  const node: NodeDescription = {
    name,
    address: '127.0.0.1',
    resources: { cpuMillis: 4_000, memoryBytes: 4 * gibibyte, diskBytes: 10 * gibibyte, gpus: 0 },
    ports: [],
    labels: {},
    attributes: {},
    runtimes: [{ name: 'process', available: true, detail: '', enforces: [] }],
    agentVersion: '0.1.0',
  };
  return { kind: 'register', nodeId: null, node, tasks: [] };
}
