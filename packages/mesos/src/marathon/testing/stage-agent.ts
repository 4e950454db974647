import type { AgentConnection, ControlPlaneHost } from '@gantry/controlplane';
import type {
  AgentMessage,
  Assignment,
  ControlMessage,
  NodeDescription,
  NodeId,
  TaskId,
  TaskReport,
  TaskState,
} from '@gantry/model';

const gibibyte = 1024 ** 3;

export function aMachine(name: string, over: Partial<NodeDescription> = {}): NodeDescription {
  return {
    name,
    address: '127.0.0.1',
    resources: { cpuMillis: 8_000, memoryBytes: 8 * gibibyte, diskBytes: 50 * gibibyte, gpus: 0 },
    ports: [{ begin: 31_000, end: 31_999 }],
    labels: {},
    attributes: {},
    runtimes: ['docker', 'process'].map((runtime) => ({
      name: runtime as 'docker' | 'process',
      available: true,
      detail: '1',
      enforces: [],
    })),
    agentVersion: '0.1.0',
    ...over,
  };
}

/**
 * An agent without a machine: it obeys at once (every task runs and is ready, or ends when told), or, once `obeys` is
 * false, only as the test says.
 */
export class StageAgent implements AgentConnection {
  readonly peer = 'stage';
  readonly backlogBytes = 0;
  readonly assignments = new Map<TaskId, Assignment>();
  /** What it was to bring to executors. */
  readonly messages: ControlMessage[] = [];
  obeys = true;
  /** Called after each message. */
  onTold: () => void = () => {};
  readonly #reports = new Map<TaskId, TaskReport>();
  readonly #acks = new Map<number, () => void>();
  #sequence = 0;
  #onMessage: (message: AgentMessage) => void = () => {};
  #onClose: (reason: string) => void = () => {};

  #identity: { nodeId: NodeId; key: string } | null = null;
  readonly #node: NodeDescription;

  constructor(plane: ControlPlaneHost, node: NodeDescription) {
    this.#node = node;
    this.connect(plane);
  }

  /** Joins, or comes back as who it is. */
  connect(plane: ControlPlaneHost): void {
    const { nodeId, key } = this.#identity ?? { nodeId: null, key: '' };
    const join = { kind: 'join', token: 'join' } as const;
    const credential = nodeId === null ? join : ({ kind: 'key', key } as const);
    const tasks = [...this.#reports.values()];
    plane.connectAgent(this);
    this.#onMessage({ type: 'hello', nodeId, credential, node: this.#node, tasks });
  }

  onMessage(listener: (message: AgentMessage) => void): void {
    this.#onMessage = listener;
  }

  onClose(listener: (reason: string) => void): void {
    this.#onClose = listener;
  }

  close(reason: string): void {
    this.#onClose(reason);
  }

  send(message: ControlMessage): void {
    if (message.type === 'executor-message') this.messages.push(message);
    if (message.type === 'ack') this.#acks.get(message.sequence)?.();
    if (message.type !== 'welcome' && message.type !== 'assign') return;
    if (message.type === 'welcome' && message.key !== null) {
      this.#identity = { nodeId: message.nodeId, key: message.key };
    }
    for (const assignment of message.assignments) {
      this.assignments.set(assignment.taskId, assignment);
      // Not within the call that tells: an agent answers over a wire.
      if (this.obeys) setImmediate(() => void this.#obey(assignment));
    }
    this.onTold();
  }

  async #obey({ taskId, desired }: Assignment): Promise<void> {
    if (desired === 'running') await this.say(taskId, 'running', { ready: true });
    else await this.say(taskId, 'stopped');
  }

  /** Brings what an executor says. */
  speak(taskId: TaskId, dataBase64: string): void {
    this.#onMessage({ type: 'executor-message', taskId, dataBase64 });
  }

  /** Says that a volume's data is deleted. */
  removedVolume(id: string): void {
    this.#onMessage({ type: 'volume-removed', id, error: null });
  }

  /** Reports a task's state. Resolves when it is durable, with all that the engine made of it. */
  async say(taskId: TaskId, state: TaskState, over: Partial<TaskReport> = {}): Promise<void> {
    const before = this.#reports.get(taskId);
    const hasEnded = ['succeeded', 'failed', 'stopped'].includes(state);
    if (before !== undefined && ['succeeded', 'failed', 'stopped'].includes(before.state)) return;
    const report: TaskReport = {
      taskId,
      state,
      ready: false,
      reason: '',
      message: '',
      startedAtMs: before?.startedAtMs ?? Date.now(),
      finishedAtMs: hasEnded ? Date.now() : null,
      address: '10.0.0.7',
      containers: [],
      probeFailures: 0,
      errorLines: 0,
      ...over,
    };
    await this.#send(report);
  }

  /** Adds to what was last reported of a task, which may have ended. */
  tell(taskId: TaskId, over: Partial<TaskReport>): Promise<void> {
    return this.#send({ ...this.#reports.get(taskId)!, ...over });
  }

  async #send(report: TaskReport): Promise<void> {
    this.#reports.set(report.taskId, report);
    this.#sequence += 1;
    const sequence = this.#sequence;
    const acked = new Promise<void>((resolve) => this.#acks.set(sequence, resolve));
    this.#onMessage({ type: 'report', sequence, tasks: [report] });
    await acked;
  }
}
