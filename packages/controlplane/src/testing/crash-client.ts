import { once } from 'node:events';
import type {
  AgentMessage,
  Assignment,
  Command,
  CommandId,
  CommandReply,
  ControlMessage,
  NodeId,
  Rejection,
  Result,
  TaskId,
  TaskReport,
} from '@gantry/model';
import { WebSocket } from 'ws';
import { aReport } from './builders.ts';
import { aHello } from './scripted-agent.ts';

/** Sends commands to whatever server leads, and keeps at each until it has an answer. */
export class PersistentClient {
  readonly replies = new Map<CommandId, Result<CommandReply, Rejection>>();
  readonly #signal: AbortSignal;
  #port: number | null = null;
  #portKnown = Promise.withResolvers<void>();
  #watches: { is: () => boolean; resolve: () => void }[] = [];

  /** @param signal ends all tries. */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  get port(): number | null {
    return this.#port;
  }

  /** Where the leading server is; null while nobody knows. */
  set port(port: number | null) {
    this.#port = port;
    if (port === null) return;
    this.#portKnown.resolve();
    this.#portKnown = Promise.withResolvers();
  }

  async submit(commandId: CommandId, command: Command): Promise<void> {
    while (!this.#signal.aborted) {
      if (this.#port === null) await this.#portKnown.promise;
      const reply = this.#port === null ? null : await post(this.#port, { commandId, command });
      if (reply === null) continue;
      this.replies.set(commandId, reply);
      this.#look();
      return;
    }
  }

  /** Resolves when `is` is true after an answer. */
  when(is: () => boolean): Promise<void> {
    return new Promise((resolve) => this.#watches.push({ is, resolve }));
  }

  #look(): void {
    const happened = this.#watches.filter(({ is }) => is());
    this.#watches = this.#watches.filter((watch) => !happened.includes(watch));
    for (const { resolve } of happened) resolve();
  }
}

/** null when the server went away before it answered. */
async function post(port: number, body: object): Promise<Result<CommandReply, Rejection> | null> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: JSON.stringify(body) });
    return (await response.json()) as Result<CommandReply, Rejection>;
  } catch {
    // Let the event loop notice the death of the server before the next try.
    await new Promise((resume) => setImmediate(resume));
    return null;
  }
}

type Identity = { nodeId: NodeId; key: string };
type Of<T extends ControlMessage['type']> = Extract<ControlMessage, { type: T }>;

/** An agent over a real socket that has no containers: it says of each task that it is as it should be. */
export class ObedientAgent {
  assignments = new Map<TaskId, Assignment>();
  /** What was said against what had been said before: must be nothing. */
  readonly contradictions: unknown[] = [];
  #identity: Identity | null = null;
  #socket: WebSocket | null = null;
  #sequence = 0;

  /** Resolves when welcome; rejects when the server went away before. */
  async connect(port: number): Promise<void> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/agent`);
    this.#socket = socket;
    socket.on('error', () => {});
    const welcome = Promise.withResolvers<void>();
    socket.on('close', () => welcome.reject(new Error('The server went away.')));
    socket.on('message', (data) => {
      this.#take(JSON.parse(String(data)));
      welcome.resolve();
    });
    await Promise.race([once(socket, 'open'), welcome.promise]);
    this.#say(this.#hello());
    await welcome.promise;
  }

  close(): void {
    this.#socket?.terminate();
  }

  #hello(): AgentMessage {
    if (this.#identity === null) return aHello();
    const { nodeId, key } = this.#identity;
    const tasks = Array.from(this.assignments.values(), reportOf);
    return { ...aHello(), nodeId, credential: { kind: 'key', key }, tasks };
  }

  #say(message: AgentMessage): void {
    this.#socket?.send(JSON.stringify(message));
  }

  #take(message: ControlMessage): void {
    if (message.type === 'welcome') this.#welcomed(message);
    else if (message.type === 'assign') this.#assigned(message);
    else if (message.type !== 'ack' && message.type !== 'services') this.contradictions.push(message);
  }

  #welcomed({ nodeId, key, assignments }: Of<'welcome'>): void {
    if (key !== null) this.#identity = { nodeId, key };
    const told = this.assignments;
    this.assignments = new Map();
    for (const assignment of assignments) this.#check(told.get(assignment.taskId), assignment);
    this.#assigned({ assignments, forget: [] });
  }

  #assigned({ assignments, forget }: Pick<Of<'assign'>, 'assignments' | 'forget'>): void {
    for (const assignment of assignments) {
      this.#check(this.assignments.get(assignment.taskId), assignment);
      this.assignments.set(assignment.taskId, assignment);
    }
    for (const taskId of forget) this.assignments.delete(taskId);
    if (assignments.length === 0) return;
    this.#say({ type: 'report', sequence: ++this.#sequence, tasks: assignments.map(reportOf) });
  }

  /** A task may be told to stop, once and for all; everything else of it is fixed. */
  #check(before: Assignment | undefined, now: Assignment): void {
    if (before === undefined) return;
    const { desired, stopGraceSeconds } = now.desired === 'stopped' ? now : before;
    const same = JSON.stringify({ ...before, desired, stopGraceSeconds }) === JSON.stringify(now);
    if (!same) this.contradictions.push({ before, now });
  }
}

function reportOf({ taskId, desired }: Assignment): TaskReport {
  const isStopped = desired === 'stopped';
  const finishedAtMs = isStopped ? Date.now() : null;
  return aReport({ taskId, finishedAtMs, state: isStopped ? 'stopped' : 'running', ready: !isStopped });
}
