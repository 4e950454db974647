import { randomBytes } from 'node:crypto';
import type { AgentStream } from '@gantry/controlplane';
import type { TaskId } from '@gantry/model';
import type { WebSocket } from 'ws';
import type { Person, TerminalNews } from './terminal-protocol.ts';

/** What a browser that comes back may have missed: so much output is kept. */
export const keptBytes = 512 * 1024;
/** A terminal whose browser is gone goes on for so long. */
export const lingerMs = 60_000;
/** Beyond this the browser takes output more slowly than it comes, and the node is told to wait. */
const heldBackBytes = 256 * 1024;
const beatMs = 4_000;
const farewellMs = 5_000;

/**
 * One command's terminal. It outlives its WebSocket: a browser that lost the network comes back with the session's
 * secret id and the count of bytes it has, and gets the rest.
 */
export class TerminalSession {
  readonly id = randomBytes(18).toString('base64url');
  readonly taskId: TaskId;
  readonly person: Person;
  readonly ended: Promise<{ exitCode: number | null; error: string | null }>;
  readonly #stream: AgentStream;
  #socket: WebSocket | null = null;
  #chunks: Uint8Array[] = [];
  /** Of the session's output, in bytes: where the kept part begins, and where it ends. */
  #keptFrom = 0;
  #written = 0;
  #farewell: TerminalNews | null = null;
  #linger: ReturnType<typeof setTimeout> | null = null;
  readonly #beat: ReturnType<typeof setInterval>;

  constructor(stream: AgentStream, of: { taskId: TaskId; person: Person }) {
    this.taskId = of.taskId;
    this.person = of.person;
    this.#stream = stream;
    stream.onData((_, data) => this.#receive(data));
    this.#beat = setInterval(() => this.#tend(), beatMs);
    this.ended = stream.ended.finally(() => clearInterval(this.#beat));
    void this.ended.then(({ exitCode, error }) => this.#finish({ type: 'end', exitCode, error }));
  }

  /** Hands the terminal to a browser's socket; one that held it before is let go. `from`: bytes it already has. */
  attach(socket: WebSocket, from: number): void {
    const before = this.#socket;
    this.#socket = socket;
    before?.close(4_001, 'The terminal was opened elsewhere.');
    if (this.#linger) clearTimeout(this.#linger);
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) this.#stream.write(data);
      else this.#obey(data.toString('utf8'));
    });
    socket.on('close', () => this.#lose(socket));
    socket.on('error', () => this.#lose(socket));
    this.#say({ type: 'opened', session: this.id, from: Math.max(from, this.#keptFrom) });
    this.#replay(from);
    if (this.#farewell) this.#say(this.#farewell);
    this.#tend();
  }

  tell(news: TerminalNews): void {
    this.#say(news);
  }

  /** Ends the command. */
  close(): void {
    if (this.#linger) clearTimeout(this.#linger);
    this.#stream.close();
    this.#socket?.close(1_001);
  }

  #receive(data: Uint8Array): void {
    this.#written += data.length;
    this.#chunks.push(data);
    while (this.#written - this.#keptFrom - (this.#chunks[0]?.length ?? 0) > keptBytes) {
      this.#keptFrom += this.#chunks.shift()!.length;
    }
    if (this.#socket?.readyState === this.#socket?.OPEN) this.#socket?.send(data, () => this.#hold());
    this.#hold();
  }

  /** Nobody there, or too slow: what is not read soon would be lost, so the node waits with more. */
  #hold(): void {
    const waiting = this.#socket === null ? this.#written - this.#keptFrom : this.#socket.bufferedAmount;
    this.#stream.pause(waiting > heldBackBytes);
  }

  #replay(from: number): void {
    let at = this.#keptFrom;
    for (const chunk of this.#chunks) {
      if (at + chunk.length > from) this.#socket?.send(chunk.subarray(Math.max(0, from - at)));
      at += chunk.length;
    }
  }

  #lose(socket: WebSocket): void {
    if (this.#socket !== socket) return;
    this.#socket = null;
    this.#linger = setTimeout(() => this.#stream.close(), lingerMs);
    this.#linger.unref();
  }

  #finish(farewell: TerminalNews): void {
    this.#farewell = farewell;
    this.#say(farewell);
    // The browser hangs up once it has heard that; one that does not is not waited for.
    setTimeout(() => this.#socket?.close(1_000), farewellMs).unref();
  }

  /** A browser cannot see pings, so the beat is a message of its own. */
  #tend(): void {
    this.#hold();
    this.#say({ type: 'beat' });
  }

  #say(news: TerminalNews): void {
    if (this.#socket?.readyState !== this.#socket?.OPEN) return;
    this.#socket?.send(JSON.stringify(news));
  }

  #obey(text: string): void {
    const [, columns, rows] = /^resize (\d{1,4}) (\d{1,4})$/.exec(text) ?? [];
    if (columns && rows) this.#stream.resize(Number(columns), Number(rows));
    else if (text === 'close') this.close();
  }
}
