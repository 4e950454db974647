import type { AgentConnection } from '@gantry/controlplane';
import type {
  AgentMessage,
  AgentRequest,
  Assignment,
  ControlMessage,
  ImageLook,
  ImageRequest,
  NodeDescription,
  ProbedContainer,
  TaskReport,
  Template,
} from '@gantry/model';

/** A command that ends at once with an error. */
export const breakingCommand = '/bin/breaks';

/** Told of what the control plane wants, at once makes it so, and says so. There is no wire: messages are calls. */
export class SimulatedAgent implements AgentConnection {
  readonly peer: string;
  readonly backlogBytes = 0;
  readonly #node: NodeDescription;
  /** What runs here, as it was last reported. */
  readonly running = new Map<string, TaskReport>();
  readonly #breaking = new Set<string>();
  #joined: () => void = () => {};
  readonly joined = new Promise<void>((resolve) => {
    this.#joined = resolve;
  });
  #sequence = 0;
  #onMessage: (message: AgentMessage) => void = () => {};
  #onClose: (reason: string) => void = () => {};

  constructor(node: NodeDescription) {
    this.#node = node;
    this.peer = node.name;
  }

  join(token: string): void {
    const credential = { kind: 'join', token } as const;
    this.#onMessage({ type: 'hello', nodeId: null, credential, node: this.#node, tasks: [] });
  }

  send(message: ControlMessage): void {
    if (message.type === 'refused') throw new Error(`${this.peer} was refused: ${message.message}`);
    if (message.type === 'welcome') this.#joined();
    if (message.type === 'request') this.#answer(message.requestId, message.request);
    if (message.type === 'welcome' || message.type === 'assign') {
      this.#learn(message.templates);
      this.#follow(message.assignments);
    }
    if (message.type === 'assign') for (const taskId of message.forget) this.running.delete(taskId);
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

  heartbeat(): void {
    this.#onMessage({ type: 'heartbeat', usage: [], cpuMillisUsed: 0, memoryBytesUsed: 0 });
  }

  /** A probe of one of its tasks fails, or succeeds again. */
  flip(taskId: string): void {
    const last = this.running.get(taskId);
    if (last !== undefined) this.#report([{ ...last, ready: !last.ready }]);
  }

  /** As over a wire: nothing is answered while the other side is still speaking. */
  #answer(requestId: string, request: AgentRequest | ImageRequest): void {
    const said = answerTo(request);
    const dataBase64 = Buffer.from(JSON.stringify(said)).toString('base64');
    const error = said === null ? `a simulated node has no ${request.kind}` : null;
    setImmediate(() => {
      if (said !== null)
        this.#onMessage({ type: 'stream-data', requestId, channel: 'data', dataBase64, atMs: null });
      this.#onMessage({ type: 'stream-end', requestId, exitCode: null, error });
    });
  }

  #learn(templates: Record<string, Template>): void {
    for (const [hash, { containers }] of Object.entries(templates))
      if (containers.some(({ command }) => command[0] === breakingCommand)) this.#breaking.add(hash);
  }

  #follow(assignments: readonly Assignment[]): void {
    const reports = assignments
      .filter(({ taskId, desired }) => desired === 'stopped' || !this.running.has(taskId))
      .map((one) => reportOf(one, this.#breaking.has(one.templateHash)));
    if (reports.length > 0) setImmediate(() => this.#report(reports));
  }

  #report(reports: TaskReport[]): void {
    for (const report of reports) {
      if (report.state === 'running') this.running.set(report.taskId, report);
      else this.running.delete(report.taskId);
    }
    this.#onMessage({ type: 'report', sequence: ++this.#sequence, tasks: reports });
  }
}

/** There is nothing to fetch for what is not run, and nothing there to ask; null: nor to read, write or reach. */
function answerTo(request: AgentRequest | ImageRequest): ImageLook[] | ProbedContainer[] | null {
  if (request.kind === 'probes') return [];
  if (request.kind !== 'images') return null;
  return request.sought.map(() => ({ found: 'here', imageId: '', message: '' }));
}

function reportOf({ taskId, desired }: Assignment, breaks: boolean): TaskReport {
  const nowMs = Date.now();
  const said = { taskId, reason: '', message: '', address: '127.0.0.1', containers: [] };
  const counts = { probeFailures: 0, errorLines: 0 };
  if (breaks && desired === 'running') {
    const message = 'It ended with exit code 7.';
    return {
      ...{ ...said, ...counts, state: 'failed', reason: 'Error', message, ready: false },
      ...{ startedAtMs: nowMs, finishedAtMs: nowMs },
    };
  }
  return desired === 'stopped'
    ? { ...said, ...counts, state: 'stopped', ready: false, startedAtMs: null, finishedAtMs: nowMs }
    : { ...said, ...counts, state: 'running', ready: true, startedAtMs: nowMs, finishedAtMs: null };
}
