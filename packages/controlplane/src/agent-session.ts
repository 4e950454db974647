import type { EngineInput, View } from '@gantry/engine';
import type {
  AgentMessage,
  AgentRequest,
  ImageRequest,
  NodeId,
  Rejection,
  Result,
  TaskId,
  TaskRecord,
  TaskReport,
  VolumeRecord,
} from '@gantry/model';
import { type Refusal, refusals } from './admission.ts';
import type { AgentConnection } from './agent-connection.ts';
import type { AgentMetrics } from './agent-metrics.ts';
import { AgentStreams } from './agent-streams.ts';
import { AssignmentFeed } from './assignment.ts';
import { bounds } from './bounds.ts';
import type { Clock } from './clock.ts';
import { storedVolume } from './configuration.ts';
import type { Outcome } from './inbox.ts';
import type { Log } from './log.ts';
import type { AgentStream, ExecutorListener, NodeUsage, UsageListener } from './port.ts';
import type { ServicesMessage } from './service-feed.ts';
import type { Vault } from './vault.ts';

/** What the sessions of all agents share. */
export interface AgentHost {
  view(): View;
  clock: Clock;
  vault: Vault;
  log: Log;
  metrics: AgentMetrics;
  leaseMs: number;
  heartbeatMs: number;
  /** Resolves when what it led to is durable. */
  put(input: EngineInput): Promise<Outcome>;
  heartbeat(nodeId: NodeId, atMs: number): void;
  /** Whether that a task is to stop is not for its agent yet. */
  isHeld(task: TaskRecord): boolean;
  /** The node has made its services as it was told. */
  servicesApplied(): void;
  executorSaid: ExecutorListener;
  measured: UsageListener;
}

type Of<T extends AgentMessage['type']> = Extract<AgentMessage, { type: T }>;

/** The conversation with one agent from its welcome on. */
export class AgentSession {
  readonly nodeId: NodeId;
  readonly session: number;
  usage: NodeUsage | null = null;
  readonly #connection: AgentConnection;
  readonly #host: AgentHost;
  readonly #feed: AssignmentFeed;
  readonly #streams: AgentStreams;
  /** Tasks that may have changed since they were last told. */
  readonly #touched = new Set<TaskId>();
  #servicesToldAt = 0;
  #servicesAppliedAt = 0;
  #isRetryPlanned = false;
  #isHeard = true;
  #isForeignReportLogged = false;
  #isClosed = false;

  constructor(identity: { nodeId: NodeId; session: number }, connection: AgentConnection, host: AgentHost) {
    this.nodeId = identity.nodeId;
    this.session = identity.session;
    this.#connection = connection;
    this.#host = host;
    this.#feed = new AssignmentFeed(identity.nodeId, host.vault);
    this.#streams = new AgentStreams(connection, host.log);
  }

  get streams(): number {
    return this.#streams.size;
  }

  /** @param key the node's own, once, in answer to a join. */
  welcome(key: string | null): void {
    const { leaseMs, heartbeatMs } = this.#host;
    const view = this.#host.view();
    const tasks = Array.from(view.tasksOfNode(this.nodeId), (task) => task.id);
    const { assignments, templates } = this.#feed.frame(view, tasks, this.#host.isHeld);
    const { nodeId } = this;
    const { revision } = view;
    this.#connection.send({
      type: 'welcome',
      ...{ nodeId, key, leaseMs, heartbeatMs, revision, assignments, templates },
    });
    this.removeVolumes([...view.volumesOfNode(nodeId)].filter(({ state }) => state === 'deleting'));
  }

  /** A task of this node may have changed. `tell` follows. */
  touch(taskId: TaskId): void {
    this.#touched.add(taskId);
  }

  /** Says what is new of the touched tasks; later, and then only the newest, when the agent is behind in reading. */
  tell(): void {
    if (this.#isClosed || this.#touched.size === 0) return;
    const { backlogBytes } = this.#connection;
    if (backlogBytes > bounds.hardBacklogBytes) this.close('it does not read what it is sent');
    else if (backlogBytes > bounds.softBacklogBytes) this.#tellLater();
    else this.#tellNow();
  }

  #tellNow(): void {
    const view = this.#host.view();
    const frame = this.#feed.frame(view, this.#touched, this.#host.isHeld);
    this.#touched.clear();
    if (frame.assignments.length + frame.forget.length === 0) return;
    this.#connection.send({ type: 'assign', revision: view.revision, ...frame });
  }

  /** Services are news to every node alike. */
  tellServices(message: ServicesMessage): void {
    if (this.#isClosed) return;
    this.#servicesToldAt = message.revision;
    this.#connection.send(message);
  }

  /** Whether nothing goes from this node to tasks that had left the services at this revision. */
  hasApplied(revision: number): boolean {
    return this.#servicesAppliedAt >= Math.min(revision, this.#servicesToldAt);
  }

  /** Asks the agent to delete these volumes, which nothing mounts any more. */
  removeVolumes(volumes: readonly VolumeRecord[]): void {
    if (this.#isClosed || volumes.length === 0) return;
    this.#connection.send({ type: 'remove-volumes', volumes: volumes.map(storedVolume) });
  }

  tellExecutor(taskId: TaskId, dataBase64: string): void {
    if (!this.#isClosed) this.#connection.send({ type: 'executor-message', taskId, dataBase64 });
  }

  openStream(request: AgentRequest | ImageRequest): Result<AgentStream, Rejection> {
    return this.#streams.open(request);
  }

  receive(message: AgentMessage): void {
    this.#isHeard = true;
    switch (message.type) {
      case 'report':
        this.#report(message);
        break;
      case 'heartbeat':
        this.#heartbeat(message);
        break;
      case 'describe':
        this.#describe(message);
        break;
      case 'services-applied':
        this.#servicesAppliedAt = Math.max(this.#servicesAppliedAt, message.revision);
        this.#host.servicesApplied();
        break;
      case 'stream-data':
        this.#streamData(message);
        break;
      case 'volume-removed':
        this.#volumeRemoved(message);
        break;
      case 'executor-message':
        this.#executorSaid(message);
        break;
      case 'stream-end':
        this.#streams.end(message.requestId, message);
        break;
      case 'hello':
        this.refuse(refusals.malformed);
    }
  }

  /** True when nothing was heard since the last call: called once a lease. */
  isSilent(): boolean {
    const wasHeard = this.#isHeard;
    this.#isHeard = false;
    return !wasHeard;
  }

  /** What was missed while this process stood still is not the agent's silence. */
  excuse(): void {
    this.#isHeard = true;
  }

  refuse(refusal: Refusal): void {
    this.#connection.send({ type: 'refused', ...refusal });
    this.close(refusal.message);
  }

  close(reason: string): void {
    this.#connection.close(reason);
    this.lost(reason);
  }

  /** The connection has ended. */
  lost(reason: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#streams.endAll(`The connection to the node was lost: ${reason}.`);
  }

  #tellLater(): void {
    if (this.#isRetryPlanned) return;
    this.#isRetryPlanned = true;
    this.#host.metrics.delayedFrames.add();
    this.#host.clock.after(bounds.backlogRetryMs, () => {
      this.#isRetryPlanned = false;
      this.tell();
    });
  }

  #report({ sequence, tasks }: Of<'report'>): void {
    const { nodeId, session } = this;
    const own = this.#host.put({ kind: 'report', nodeId, session, tasks: this.#ownReports(tasks) });
    // Without an answer the agent says it again.
    void own.then(({ kind }) => {
      if (kind === 'done' && !this.#isClosed) this.#connection.send({ type: 'ack', sequence });
    });
  }

  /** A node speaks for its own tasks only. What it says of others is dropped, and counted. */
  #ownReports(reports: readonly TaskReport[]): TaskReport[] {
    const own = ownReports(reports, this.nodeId, this.#host.view());
    const foreign = reports.length - own.length;
    if (foreign > 0) this.#foreignReports(foreign);
    return own;
  }

  #foreignReports(count: number): void {
    const { log, metrics } = this.#host;
    metrics.foreignReports.add(count);
    if (this.#isForeignReportLogged) return;
    this.#isForeignReportLogged = true;
    log.warn({ nodeId: this.nodeId, count }, "Dropped reports of tasks that are not this node's");
  }

  #heartbeat({ usage, cpuMillisUsed, memoryBytesUsed }: Of<'heartbeat'>): void {
    this.usage = { cpuMillisUsed, memoryBytesUsed, tasks: usage };
    this.#host.measured(this.nodeId, this.usage);
    this.#host.heartbeat(this.nodeId, this.#host.clock.nowMs());
  }

  #describe({ node }: Of<'describe'>): void {
    void this.#host.put({ kind: 'describe', nodeId: this.nodeId, node });
  }

  /** A node speaks for its own executors only. */
  #executorSaid({ taskId, dataBase64 }: Of<'executor-message'>): void {
    const task = this.#host.view().get('tasks', taskId);
    if (task?.nodeId === this.nodeId && task.executor !== undefined)
      this.#host.executorSaid(task, dataBase64);
  }

  #volumeRemoved({ id, error }: Of<'volume-removed'>): void {
    const { nodeId } = this;
    void this.#host.put({
      kind: 'volumeRemoved',
      nodeId,
      volumeId: id,
      error: error?.slice(0, longestMessageCharacters) ?? null,
    });
  }

  #streamData({ requestId, channel, dataBase64, atMs }: Of<'stream-data'>): void {
    this.#streams.data(requestId, { channel, data: Buffer.from(dataBase64, 'base64'), atMs });
  }
}

const longestMessageCharacters = 4_000;

/** The reports of tasks that are the node's, with their texts cut to what a record may hold. */
export function ownReports(reports: readonly TaskReport[], nodeId: NodeId, view: View): TaskReport[] {
  return reports
    .filter(({ taskId }) => view.get('tasks', taskId)?.nodeId === nodeId)
    .map((report) =>
      report.message.length <= longestMessageCharacters
        ? report
        : { ...report, message: `${report.message.slice(0, longestMessageCharacters)}...` },
    );
}
