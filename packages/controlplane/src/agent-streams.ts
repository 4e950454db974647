import {
  type AgentRequest,
  err,
  type ImageRequest,
  ok,
  type Rejection,
  type Result,
  rejection,
} from '@gantry/model';
import type { AgentConnection } from './agent-connection.ts';
import { bounds } from './bounds.ts';
import type { Log } from './log.ts';
import type { AgentStream } from './port.ts';

type DataListener = Parameters<AgentStream['onData']>[0];
type End = Awaited<AgentStream['ended']>;

interface Chunk {
  channel: 'stdout' | 'stderr' | 'data';
  data: Uint8Array;
  atMs: number | null;
}

/** The streams that share one agent's connection. */
export class AgentStreams {
  readonly #connection: AgentConnection;
  readonly #log: Log;
  readonly #open = new Map<string, MultiplexedStream>();
  #opened = 0;

  constructor(connection: AgentConnection, log: Log) {
    this.#connection = connection;
    this.#log = log;
  }

  get size(): number {
    return this.#open.size;
  }

  open(request: AgentRequest | ImageRequest): Result<AgentStream, Rejection> {
    if (this.#open.size >= bounds.streamsPerNode) {
      const message = `The node has ${this.#open.size} open logs and terminals, which is the most it may have. Close some.`;
      return err(rejection('overloaded', message));
    }
    const requestId = `r${++this.#opened}`;
    const stream = new MultiplexedStream(requestId, this.#connection, () => this.#open.delete(requestId));
    this.#open.set(requestId, stream);
    this.#connection.send({ type: 'request', requestId, request });
    return ok(stream);
  }

  /** A stream that was closed here may still be talked about by the agent: such news is dropped. */
  data(requestId: string, chunk: Chunk): void {
    const stream = this.#open.get(requestId);
    try {
      stream?.receive(chunk);
    } catch (error) {
      this.#log.error({ err: error, requestId }, 'The reader of a stream threw; the stream was closed');
      stream?.close();
    }
  }

  end(requestId: string, end: End): void {
    this.#open.get(requestId)?.finish(end);
  }

  endAll(error: string): void {
    for (const stream of this.#open.values()) stream.finish({ exitCode: null, error });
  }
}

class MultiplexedStream implements AgentStream {
  readonly ended: Promise<End>;
  readonly answered: Promise<string | null>;
  readonly #requestId: string;
  readonly #connection: AgentConnection;
  readonly #onFinish: () => void;
  #resolveEnded: (end: End) => void = () => {};
  #resolveAnswered: (error: string | null) => void = () => {};
  #listener: DataListener | null = null;
  #isPaused = false;
  /** What came while nobody listened or the reader had paused. */
  #held: Chunk[] = [];
  #heldBytes = 0;
  #end: End | null = null;

  constructor(requestId: string, connection: AgentConnection, onFinish: () => void) {
    this.#requestId = requestId;
    this.#connection = connection;
    this.#onFinish = onFinish;
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    this.answered = new Promise((resolve) => {
      this.#resolveAnswered = resolve;
    });
  }

  onData(listener: DataListener): void {
    this.#listener = listener;
    this.#release();
  }

  pause(paused: boolean): void {
    if (this.#isPaused === paused) return;
    this.#isPaused = paused;
    this.#send({ type: 'stream-pause', requestId: this.#requestId, paused });
    if (!paused) this.#release();
  }

  write(data: Uint8Array): void {
    if (this.#end !== null) return;
    if (this.#connection.backlogBytes > bounds.streamInputBacklogBytes) {
      this.#abandon('The node takes input more slowly than it comes. The stream was closed.');
      return;
    }
    const dataBase64 = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64');
    this.#send({ type: 'stream-input', requestId: this.#requestId, dataBase64 });
  }

  endInput(): void {
    this.#send({ type: 'stream-close', requestId: this.#requestId, half: true });
  }

  resize(columns: number, rows: number): void {
    this.#send({ type: 'stream-resize', requestId: this.#requestId, columns, rows });
  }

  close(): void {
    this.#abandon(null);
  }

  receive(chunk: Chunk): void {
    this.#resolveAnswered(null);
    if (this.#listener !== null && !this.#isPaused) {
      this.#listener(chunk.channel, chunk.data, chunk.atMs);
      return;
    }
    this.#held.push(chunk);
    this.#heldBytes += chunk.data.length;
    if (this.#heldBytes > bounds.streamBufferBytes) {
      this.#abandon('The output came faster than it was read. The stream was closed.');
    }
  }

  /** A reader that has paused gets the last output first; then `ended` resolves. */
  finish(end: End): void {
    if (this.#end !== null) return;
    this.#end = end;
    this.#resolveAnswered(end.error);
    this.#onFinish();
    if (this.#held.length === 0 || this.#listener === null) this.#resolveEnded(end);
  }

  #abandon(error: string | null): void {
    this.#send({ type: 'stream-close', requestId: this.#requestId, half: false });
    this.#held = [];
    this.finish({ exitCode: null, error });
    this.#resolveEnded(this.#end!);
  }

  #release(): void {
    while (this.#held.length > 0 && this.#listener !== null && !this.#isPaused) {
      const { channel, data, atMs } = this.#held.shift()!;
      this.#heldBytes -= data.length;
      this.#listener(channel, data, atMs);
    }
    if (this.#end !== null && this.#held.length === 0) this.#resolveEnded(this.#end);
  }

  #send(message: Parameters<AgentConnection['send']>[0]): void {
    if (this.#end === null) this.#connection.send(message);
  }
}
