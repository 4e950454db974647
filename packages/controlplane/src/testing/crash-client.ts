import { once } from 'node:events';
import type {
  Assignment,
  Command,
  CommandId,
  CommandReply,
  ControlMessage,
  Rejection,
  Result,
} from '@gantry/model';
import { WebSocket } from 'ws';
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

type Identity = { nodeId: string; key: string };

/** An agent that only listens: it folds what it is told, and remembers who it is. */
export class ListeningAgent {
  assignments = new Map<string, Assignment>();
  /** What the last welcome said of what was known before: must be nothing. */
  readonly contradictions: unknown[] = [];
  welcomes = 0;
  #identity: Identity | null = null;
  #socket: WebSocket | null = null;

  /** Resolves when welcome; throws when the server went away before. */
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
    socket.send(JSON.stringify(this.#hello()));
    await welcome.promise;
  }

  close(): void {
    this.#socket?.terminate();
  }

  #hello() {
    if (this.#identity === null) return aHello();
    const { nodeId, key } = this.#identity;
    return { ...aHello(), nodeId, credential: { kind: 'key', key } };
  }

  #take(message: ControlMessage): void {
    if (message.type === 'welcome') this.#welcomed(message);
    else if (message.type === 'assign') this.#assigned(message);
    else this.contradictions.push(message);
  }

  #welcomed({ nodeId, key, assignments }: Extract<ControlMessage, { type: 'welcome' }>): void {
    this.welcomes += 1;
    if (key !== null) this.#identity = { nodeId, key };
    const full = new Map(assignments.map((assignment) => [assignment.taskId as string, assignment]));
    for (const [taskId, told] of this.assignments) {
      if (JSON.stringify(full.get(taskId)) !== JSON.stringify(told)) this.contradictions.push(told);
    }
    this.assignments = full;
  }

  #assigned({ assignments, forget }: Extract<ControlMessage, { type: 'assign' }>): void {
    for (const assignment of assignments) this.assignments.set(assignment.taskId, assignment);
    for (const taskId of forget) this.assignments.delete(taskId);
  }
}
