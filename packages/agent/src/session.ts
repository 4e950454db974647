import {
  type AgentMessage,
  answerToUnknownRequest,
  type ControlMessage,
  controlMessage,
  type NodeDescription,
  type TaskId,
  type TaskReport,
} from '@gantry/model';
import type { AgentLog } from './agent-log.ts';
import { jitteredBackoffMs, reconnectBackoff } from './backoff.ts';
import type { Clock } from './clock.ts';
import type { Identity, IdentityStore } from './identity.ts';
import { type Batch, ReportOutbox } from './report-outbox.ts';
import type { Connection, Transport } from './transport.ts';

/**
 * The conversation with the control plane: connect, say who this is, keep saying that it lives, deliver reports until
 * they are acknowledged, and start over when the connection is lost, for ever. It never stops a task: what the messages
 * mean for tasks is agent.ts's.
 */

/** A batch that is not acknowledged in this time is sent again, under its own number. */
const resendAfterMs = 5_000;

/** A control plane that takes the connection but says nothing is as good as none. */
const welcomeWithinMs = 20_000;

/** Counts as many failures, which makes the next try as late as it ever gets. */
const failuresOfRefusal = 8;

export type Heartbeat = Omit<Extract<AgentMessage, { type: 'heartbeat' }>, 'type'>;
type Hello = Extract<AgentMessage, { type: 'hello' }>;
type Welcome = Extract<ControlMessage, { type: 'welcome' }>;
/** Everything that is not the session's own business. */
export type TaskMessage = Exclude<ControlMessage, { type: 'welcome' | 'refused' | 'ack' }>;

export interface SessionOptions {
  clock: Clock;
  transport: Transport;
  identity: IdentityStore;
  joinToken: string | null;
  log: AgentLog;
  describe(): NodeDescription;
  /** Everything the agent finds on its node. */
  reports(): TaskReport[];
  heartbeat(): Heartbeat;
  /** Called for each welcome; a throw ends the connection, and a new one gets everything in full. */
  onWelcome(welcome: Welcome): void;
  /** As `onWelcome`. */
  onMessage(message: TaskMessage): void;
  onDisconnect(): void;
  /** The control plane has this report for good. */
  onDurable(report: TaskReport): void;
}

export class Session {
  readonly #options: SessionOptions;
  readonly #outbox: ReportOutbox;
  #identity: Identity | null = null;
  #connection: Connection | null = null;
  #isIdentitySaved = true;
  #lastRefusal = '';
  /** Messages are taken one after the other, as a welcome may have to wait for the disk. */
  #receiving: Promise<void> = Promise.resolve();
  /** What the hello told, which is everything: acknowledged by the welcome. */
  #told: TaskReport[] = [];
  /** The description that the control plane has. */
  #described = '';
  #isWelcome = false;
  #isStopped = false;
  #isFlushPlanned = false;
  #failures = 0;
  #heartbeatMs = 0;
  #cancels = new Set<() => void>();

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#outbox = new ReportOutbox(options.onDurable);
  }

  async start(): Promise<void> {
    this.#identity = await this.#options.identity.load();
    if (!this.#isStopped) this.#connect();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelTimers();
    this.#connection?.close('the agent stops');
  }

  get isConnected(): boolean {
    return this.#isWelcome;
  }

  /** Delivered as soon as possible, or not at all if a newer one of the same task comes first. */
  report(report: TaskReport): void {
    this.#outbox.put(report);
    if (this.#isFlushPlanned) return;
    this.#isFlushPlanned = true;
    // All that changes in one turn of the event loop goes in one message.
    this.#options.clock.after(0, () => {
      this.#isFlushPlanned = false;
      this.#flush();
    });
  }

  /** Nothing more needs to be said of this task. */
  forget(taskId: TaskId): void {
    this.#outbox.drop(taskId);
  }

  /** Tells what the node is now, unless that is known: before the welcome it is kept until then. */
  describe(): void {
    if (!this.#isWelcome) return;
    const node = this.#options.describe();
    const text = JSON.stringify(node);
    if (text === this.#described) return;
    this.#described = text;
    this.send({ type: 'describe', node });
  }

  /** Dropped when there is no connection. */
  send(message: AgentMessage): void {
    this.#connection?.send(JSON.stringify(message));
  }

  /** For bulk data: resolves when the connection can take more. */
  drained(): Promise<void> {
    return this.#connection?.drained() ?? Promise.resolve();
  }

  #connect(): void {
    const connection = this.#options.transport.connect({
      onOpen: () => this.#hello(),
      onMessage: (text) => {
        this.#receiving = this.#receiving.then(() => this.#receive(text, connection));
      },
      onClose: (reason) => this.#lost(reason),
    });
    this.#connection = connection;
  }

  #hello(): void {
    const { log, describe, reports } = this.#options;
    const credential = this.#credential();
    if (!credential) {
      log.error({}, 'This node has not joined yet and has no join token: set GANTRY_JOIN_TOKEN');
      this.#connection?.close('nothing to identify with');
      return;
    }
    const node = describe();
    this.#described = JSON.stringify(node);
    this.#told = reports();
    for (const { taskId } of this.#told) this.#outbox.drop(taskId);
    this.send({
      type: 'hello',
      nodeId: this.#identity?.nodeId ?? null,
      credential,
      node,
      tasks: this.#told,
    });
    this.#after(welcomeWithinMs, () => this.#isWelcome || this.#connection?.close('no welcome came'));
  }

  #credential(): Hello['credential'] | null {
    const { joinToken } = this.#options;
    if (this.#identity) return { kind: 'key', key: this.#identity.key };
    return joinToken === null ? null : { kind: 'join', token: joinToken };
  }

  async #receive(text: string, connection: Connection): Promise<void> {
    if (connection !== this.#connection || this.#isStopped) return;
    try {
      const message = this.#read(text);
      if (message === null) return;
      if (message.type === 'welcome') await this.#welcome(message, connection);
      else if (message.type === 'refused') this.#refused(message, connection);
      else if (message.type === 'ack') this.#acknowledged(message.sequence);
      else this.#options.onMessage(message);
    } catch (error) {
      this.#options.log.error({ err: error }, 'Could not use a message of the control plane');
      connection.close('a message could not be used');
    }
  }

  /** null: a request that this agent does not know, which was answered. */
  #read(text: string): ControlMessage | null {
    const frame: unknown = JSON.parse(text);
    const read = controlMessage.safeParse(frame);
    if (read.success) return read.data;
    const answer = answerToUnknownRequest(frame);
    if (answer === null) throw read.error;
    this.#options.log.warn({ requestId: answer.requestId }, `Could not answer a request: ${answer.error}`);
    this.send(answer);
    return null;
  }

  async #welcome(welcome: Welcome, connection: Connection): Promise<void> {
    const { onWelcome, onDurable, log } = this.#options;
    if (welcome.key !== null) {
      this.#identity = { nodeId: welcome.nodeId, key: welcome.key };
      this.#isIdentitySaved = false;
    }
    await this.#saveIdentity();
    if (connection !== this.#connection || this.#isStopped) return;
    this.#isWelcome = true;
    this.#failures = 0;
    this.#lastRefusal = '';
    this.#heartbeatMs = welcome.heartbeatMs;
    log.info({ nodeId: welcome.nodeId, revision: welcome.revision }, 'Connected to the control plane');
    onWelcome(welcome);
    for (const report of this.#told) onDurable(report);
    this.#told = [];
    this.describe();
    this.#beat();
    this.#flush();
  }

  /** Until it is on disk it is tried at each welcome: the key is given once, and without it the node cannot come back. */
  async #saveIdentity(): Promise<void> {
    if (this.#isIdentitySaved || !this.#identity) return;
    await this.#options.identity.save(this.#identity);
    this.#isIdentitySaved = true;
  }

  #refused({ code, message }: Extract<ControlMessage, { type: 'refused' }>, connection: Connection): void {
    if (message !== this.#lastRefusal) {
      this.#options.log.error({ code }, `The control plane refused this node: ${message}`);
    }
    this.#lastRefusal = message;
    // Whatever the cause is, it takes a person: asking often would only make noise.
    this.#failures = Math.max(this.#failures, failuresOfRefusal);
    connection.close(`refused: ${code}`);
  }

  #acknowledged(sequence: number): void {
    this.#outbox.acknowledge(sequence);
    this.#flush();
  }

  #beat(): void {
    this.send({ type: 'heartbeat', ...this.#options.heartbeat() });
    this.#after(this.#heartbeatMs, () => this.#beat());
  }

  #flush(): void {
    if (!this.#isWelcome) return;
    const batch = this.#outbox.take();
    if (batch) this.#deliver(batch);
  }

  #deliver(batch: Batch): void {
    this.send({ type: 'report', ...batch });
    this.#after(resendAfterMs, () => {
      if (this.#outbox.underWay === batch) this.#deliver(batch);
    });
  }

  #lost(reason: string): void {
    const { clock, log, onDisconnect } = this.#options;
    this.#cancelTimers();
    const said = this.#isWelcome
      ? 'Lost the control plane; the tasks run on'
      : 'Could not reach the control plane';
    this.#connection = null;
    this.#isWelcome = false;
    this.#told = [];
    this.#outbox.rewind();
    onDisconnect();
    if (this.#isStopped) return;
    this.#failures += 1;
    const delayMs = jitteredBackoffMs(reconnectBackoff, this.#failures, clock.random());
    log.warn({ reason, delayMs: Math.round(delayMs) }, said);
    this.#after(delayMs, () => this.#connect());
  }

  /** A timer that ends with this connection. */
  #after(delayMs: number, run: () => void): void {
    const cancel = this.#options.clock.after(delayMs, () => {
      this.#cancels.delete(cancel);
      run();
    });
    this.#cancels.add(cancel);
  }

  #cancelTimers(): void {
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
  }
}
