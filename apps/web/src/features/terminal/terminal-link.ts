import type { Person, TerminalNews } from '@gantry/client';

export type LinkState =
  | { kind: 'connecting' }
  | { kind: 'open' }
  /** The network is gone; the program goes on, and the link looks for it. */
  | { kind: 'lost' }
  | { kind: 'ended'; exitCode: number | null; error: string | null };

export interface LinkOptions {
  task: string;
  container: string;
  /** Left out: the best shell that is there. */
  command?: readonly string[] | undefined;
  /** A terminal that was open before the page was loaded anew. */
  session?: string | null;
  size: { columns: number; rows: number };
  onBytes(bytes: Uint8Array): void;
  onState(state: LinkState): void;
  onPeople(people: readonly Person[]): void;
  onSession(session: string | null): void;
}

/** The server beats every four seconds; so much silence is a lost connection. */
const silenceMs = 11_000;
const retryEveryMs = 1_000;
/** The server ends a terminal that nobody came back to. */
const giveUpMs = 60_000;

/** One terminal's WebSocket, opened again when the network comes back, at the byte where it was lost. */
export class TerminalLink {
  readonly #options: LinkOptions;
  #socket: WebSocket | null = null;
  #session: string | null;
  /** Typed before the program was there, or while the connection was lost. */
  #early = '';
  #receivedBytes = 0;
  #lostAtMs: number | null = null;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #isOpen = false;
  #isOver = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#session = options.session ?? null;
    this.#connect();
  }

  write(text: string): void {
    if (this.#isOpen && this.#socket !== null) this.#socket.send(new TextEncoder().encode(text));
    else this.#early += text;
  }

  resize(columns: number, rows: number): void {
    this.#options.size = { columns, rows };
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(`resize ${columns} ${rows}`);
  }

  /** Ends the connection alone. A page that is loaded anew just goes: the program stays a minute and is found again. */
  #leave(): void {
    this.#isOver = true;
    this.#stopTimers();
    this.#socket?.close();
  }

  /** Ends the program. */
  end(): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send('close');
    this.#leave();
  }

  #connect(): void {
    const socket = new WebSocket(this.#address());
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
      this.#listenForSilence();
      if (typeof data === 'string') this.#hear(JSON.parse(data) as TerminalNews);
      else this.#take(new Uint8Array(data));
    };
    socket.onclose = () => this.#lose(socket);
    this.#options.onState({ kind: this.#lostAtMs === null ? 'connecting' : 'lost' });
    this.#listenForSilence();
  }

  #address(): string {
    const { task, container, command = [], size } = this.#options;
    const query = new URLSearchParams(
      this.#session === null
        ? [
            ['task', task],
            ['container', container],
            ['columns', String(size.columns)],
            ['rows', String(size.rows)],
            ...command.map((word) => ['command', word] as [string, string]),
          ]
        : { session: this.#session, from: String(this.#receivedBytes) },
    );
    return `${location.origin.replace(/^http/, 'ws')}/terminal?${query}`;
  }

  #take(bytes: Uint8Array): void {
    this.#receivedBytes += bytes.length;
    this.#options.onBytes(bytes);
  }

  #hear(news: TerminalNews): void {
    if (news.type === 'opened') this.#greet(news);
    if (news.type === 'attached') this.#options.onPeople(news.people);
    if (news.type === 'end') this.#finish({ kind: 'ended', exitCode: news.exitCode, error: news.error });
  }

  #greet({ session, from }: Extract<TerminalNews, { type: 'opened' }>): void {
    this.#session = session;
    this.#receivedBytes = from;
    this.#lostAtMs = null;
    this.#options.onSession(session);
    this.#options.onState({ kind: 'open' });
    const { columns, rows } = this.#options.size;
    this.resize(columns, rows);
    this.#isOpen = true;
    if (this.#early !== '') this.write(this.#early);
    this.#early = '';
  }

  #listenForSilence(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#socket?.close(), silenceMs);
  }

  #lose(socket: WebSocket): void {
    if (this.#isOver || socket !== this.#socket) return;
    this.#isOpen = false;
    clearTimeout(this.#silence);
    this.#lostAtMs ??= Date.now();
    if (Date.now() - this.#lostAtMs > giveUpMs) {
      this.#finish({ kind: 'ended', exitCode: null, error: 'The connection was lost for over a minute.' });
      return;
    }
    this.#options.onState({ kind: 'lost' });
    this.#retry = setTimeout(() => this.#connect(), retryEveryMs);
  }

  #finish(end: LinkState): void {
    this.#leave();
    this.#options.onSession(null);
    this.#options.onState(end);
  }

  #stopTimers(): void {
    clearTimeout(this.#silence);
    clearTimeout(this.#retry);
  }
}
