import type { AgentConnection, ControlPlaneHost } from '@gantry/controlplane';
import type {
  AgentMessage,
  Assignment,
  ContainerStatus,
  ControlMessage,
  TaskId,
  TaskReport,
} from '@gantry/model';

export const joinToken = 'join me';

/** A node without containers: it says of each task that it is as it should be, and answers no stream. */
export class ObedientNode implements AgentConnection {
  readonly peer = 'obedient';
  readonly backlogBytes = 0;
  readonly #tasks = new Map<TaskId, Assignment>();
  readonly #startedAtMs: number;
  #say: (message: AgentMessage) => void = () => {};
  #onClose: (reason: string) => void = () => {};
  #sequence = 0;

  private constructor(nowMs: number) {
    this.#startedAtMs = nowMs;
  }

  static join(plane: ControlPlaneHost, name: string): ObedientNode {
    const node = new ObedientNode(plane.now());
    plane.connectAgent(node);
    node.#say({
      type: 'hello',
      nodeId: null,
      credential: { kind: 'join', token: joinToken },
      node: description(name),
      tasks: [],
    });
    return node;
  }

  /** What each of its tasks uses, as an agent measures it. */
  measure(usage: { cpuMillis: number; memoryBytes: number }): void {
    const tasks = [...this.#tasks.values()].filter(({ desired }) => desired === 'running');
    this.#say({
      type: 'heartbeat',
      usage: tasks.map(({ taskId }) => ({ taskId, ...usage })),
      cpuMillisUsed: usage.cpuMillis * tasks.length,
      memoryBytesUsed: usage.memoryBytes * tasks.length,
    });
  }

  send(message: ControlMessage): void {
    if (message.type !== 'welcome' && message.type !== 'assign') return;
    for (const assignment of message.assignments) this.#tasks.set(assignment.taskId, assignment);
    if (message.type === 'assign') for (const taskId of message.forget) this.#tasks.delete(taskId);
    const tasks = message.assignments.map((assignment) => this.#report(assignment));
    if (tasks.length > 0)
      queueMicrotask(() => this.#say({ type: 'report', sequence: ++this.#sequence, tasks }));
  }

  onMessage(listener: (message: AgentMessage) => void): void {
    this.#say = listener;
  }

  onClose(listener: (reason: string) => void): void {
    this.#onClose = listener;
  }

  close(reason: string): void {
    this.#onClose(reason);
  }

  #report({ taskId, desired }: Assignment): TaskReport {
    const runs = desired === 'running';
    const finishedAtMs = runs ? null : this.#startedAtMs;
    return {
      ...{ taskId, state: runs ? 'running' : 'stopped', ready: runs, reason: '', message: '' },
      ...{ startedAtMs: this.#startedAtMs, finishedAtMs, address: '10.0.0.9' },
      containers: [containerStatus(runs, this.#startedAtMs)],
      ...{ probeFailures: 0, errorLines: 0 },
    };
  }
}

function containerStatus(runs: boolean, startedAtMs: number): ContainerStatus {
  return {
    ...{ name: 'hello', state: runs ? 'running' : 'exited', runtimeId: 'c1', imageId: '' },
    ...{ startedAtMs, finishedAtMs: runs ? null : startedAtMs, exitCode: runs ? null : 0, signal: null },
    ...{ outOfMemory: false, ready: runs, started: true },
  };
}

const description = (name: string) => ({
  name,
  address: '10.0.0.1',
  resources: { cpuMillis: 8_000, memoryBytes: 16e9, diskBytes: 1e11, gpus: 0 },
  ports: [{ begin: 31_000, end: 32_000 }],
  labels: {},
  attributes: {},
  runtimes: [
    { name: 'docker' as const, available: true, detail: '1', enforces: [] },
    { name: 'process' as const, available: true, detail: '1', enforces: [] },
  ],
  agentVersion: '0.1.0',
});
