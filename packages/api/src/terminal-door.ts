import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller, Door } from '@gantry/controlplane';
import { type Actor, type Rejection, rejection, rejectionStatus, type TaskRecord } from '@gantry/model';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { placeOfTask } from './audit/audit-trail.ts';
import type { Services } from './context.ts';
import { findTask, findTemplate } from './find.ts';
import { accept, nameField, taskField } from './input.ts';
import { refused, rejectionIn } from './refusal.ts';
import { TerminalSession } from './terminal-session.ts';

const prefix = '/terminal';
const mostSessions = 128;
/** A paste is cut into frames by nobody, so one may be long. */
const longestFrameBytes = 1024 * 1024;

/** The best shell that is there, told what it draws on. */
const anyShell = [
  '/bin/sh',
  '-c',
  'export TERM=xterm-256color; if command -v bash >/dev/null 2>&1; then exec bash; else exec sh; fi',
];

const fresh = accept(
  z.object({
    task: taskField,
    container: nameField.nullish(),
    /** Left out: a shell. */
    command: z.array(z.string().max(4_096)).max(64).nullish(),
    columns: z.coerce.number().int().min(2).max(1_000).default(80),
    rows: z.coerce.number().int().min(2).max(1_000).default(24),
  }),
);
const again = accept(
  z.object({ session: z.string().max(64), from: z.coerce.number().int().min(0).default(0) }),
);

export interface TerminalDoor extends Door {
  /** Ends somebody's terminals at once, those that only wait for their browser as well: his rights are others now. */
  dismiss(name: string): void;
  /** Ends every terminal. */
  close(): void;
}

/**
 * Terminals in running containers and processes, each over a WebSocket of its own: `?task=&container=&columns=&rows=`
 * opens one, `?session=&from=` comes back to one within a minute. Who opened which, and how it ended, is audited; what
 * was typed and shown is not kept.
 */
export function createTerminalDoor(
  services: Pick<Services, 'plane' | 'audit'>,
  options: { onFault: (error: unknown) => void },
): TerminalDoor {
  const server = new WebSocketServer({ noServer: true, maxPayload: longestFrameBytes });
  const desk = new TerminalDesk(services, options.onFault);
  return {
    prefixes: [prefix],
    refuse,
    async handle(_, response) {
      refuse(response, rejection('malformed', 'A terminal is a WebSocket. Open this address as one.'));
    },
    upgrade(request, socket, head, caller) {
      server.handleUpgrade(request, socket, head, (opened: WebSocket) =>
        desk.welcome(opened, request, caller),
      );
    },
    dismiss: (name) => desk.dismiss(name),
    close() {
      desk.close();
      server.close();
    },
  };
}

class TerminalDesk {
  readonly #services: Pick<Services, 'plane' | 'audit'>;
  readonly #onFault: (error: unknown) => void;
  readonly #sessions = new Map<string, TerminalSession>();

  constructor(services: Pick<Services, 'plane' | 'audit'>, onFault: (error: unknown) => void) {
    this.#services = services;
    this.#onFault = onFault;
  }

  /** A browser is not told why a WebSocket is refused, so the refusal is its first and last news. */
  welcome(socket: WebSocket, request: IncomingMessage, caller: Caller): void {
    const query = new URLSearchParams((request.url ?? '').split('?', 2)[1]);
    try {
      if (query.has('session')) this.#comeBack(socket, query, caller);
      else this.#open(socket, query, caller);
    } catch (thrown) {
      const reason = rejectionIn(thrown);
      if (!reason) this.#onFault(thrown);
      const error = reason?.message ?? 'Something went wrong inside the control plane. Its log has more.';
      socket.send(JSON.stringify({ type: 'end', exitCode: null, error }));
      socket.close(1_000);
    }
  }

  dismiss(name: string): void {
    for (const session of this.#sessions.values()) if (session.person.name === name) session.close();
  }

  close(): void {
    for (const session of this.#sessions.values()) session.close();
  }

  #comeBack(socket: WebSocket, query: URLSearchParams, caller: Caller): void {
    const { session: id, from } = again.parse(Object.fromEntries(query));
    const session = this.#sessions.get(id);
    if (session?.person.name !== caller.name)
      throw refused(rejection('not_found', 'This terminal has ended. Open a new one.'));
    session.attach(socket, from);
    this.#tellPeople(session);
  }

  #open(socket: WebSocket, query: URLSearchParams, caller: Caller): void {
    const { plane } = this.#services;
    const asked = fresh.parse({ ...Object.fromEntries(query), command: query.getAll('command') });
    const task = findTask(plane.view, asked.task);
    const container = asked.container ?? firstContainer(this.#services, task);
    try {
      const stream = this.#openStream(task, { ...asked, container }, { name: caller.name, via: caller.via });
      const session = new TerminalSession(stream, {
        taskId: task.id,
        person: { name: caller.name, sinceMs: plane.now() },
      });
      this.#keep(session, { task, container, caller });
      session.attach(socket, 0);
      this.#tellPeople(session);
    } catch (thrown) {
      const reason = rejectionIn(thrown);
      if (reason) this.#record('terminal.open', { task, container, caller }, reason);
      throw thrown;
    }
  }

  #openStream(task: TaskRecord, asked: ReturnType<typeof fresh.parse> & { container: string }, actor: Actor) {
    if (this.#sessions.size >= mostSessions)
      throw refused(rejection('overloaded', `There are ${mostSessions} open terminals. Close some.`));
    if (task.state !== 'running')
      throw refused(rejection('conflict', `${task.name} is ${task.state}: only what runs has a terminal.`));
    const { container, columns, rows } = asked;
    const command = asked.command?.length ? asked.command : anyShell;
    const request = { kind: 'exec', taskId: task.id, container, command, columns, rows } as const;
    const opened = this.#services.plane.openStream({ ...request, tty: true, stdin: true }, actor);
    if (!opened.ok) throw refused(opened.error);
    return opened.value;
  }

  #keep(session: TerminalSession, of: Opened): void {
    this.#sessions.set(session.id, session);
    this.#record('terminal.open', of, null);
    void session.ended.then(({ exitCode, error }) => {
      this.#sessions.delete(session.id);
      this.#tellPeople(session);
      const seconds = Math.round((this.#services.plane.now() - session.person.sinceMs) / 1_000);
      const end = error ?? (exitCode === null ? 'closed' : `exit code ${exitCode}`);
      this.#record('terminal.close', of, null, `After ${seconds} s: ${end}`);
    });
  }

  #tellPeople({ taskId }: TerminalSession): void {
    const here = [...this.#sessions.values()].filter((session) => session.taskId === taskId);
    for (const session of here) session.tell({ type: 'attached', people: here.map(({ person }) => person) });
  }

  #record(verb: string, { task, container, caller }: Opened, reason: Rejection | null, message = ''): void {
    const { audit, plane } = this.#services;
    audit.record({
      atMs: plane.now(),
      actor: caller.name,
      via: caller.via,
      verb,
      target: `${task.name}/${container}`,
      ...placeOfTask(task),
      outcome: reason?.code ?? 'ok',
      message: reason?.message ?? message,
    });
  }
}

interface Opened {
  task: TaskRecord;
  container: string;
  caller: Caller;
}

function firstContainer({ plane }: Pick<Services, 'plane'>, task: TaskRecord): string {
  return findTemplate(plane.view, task.templateHash).containers[0]?.name ?? '';
}

function refuse(response: ServerResponse, reason: Rejection): void {
  response.writeHead(rejectionStatus[reason.code], { 'content-type': 'application/json' });
  response.end(JSON.stringify(reason));
}
