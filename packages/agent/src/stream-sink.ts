import type { AgentMessage } from '@gantry/model';

/** One frame is at most this long before its base64. */
const mostFrameBytes = 64 * 1024;

export type StreamChannel = Extract<AgentMessage, { type: 'stream-data' }>['channel'];

/**
 * The way back for one request: any number of data, then one end, in the order given. Nothing follows the end. While
 * the reader holds it back, or the connection is full, what was given waits.
 */
export class StreamSink {
  readonly #requestId: string;
  readonly #send: (message: AgentMessage) => void;
  readonly #drained: () => Promise<void>;
  #tail: Promise<void> = Promise.resolve();
  #held: Promise<void> = Promise.resolve();
  #release = () => {};
  #isPaused = false;
  #isEnding = false;

  constructor(requestId: string, send: (message: AgentMessage) => void, drained: () => Promise<void>) {
    this.#requestId = requestId;
    this.#send = send;
    this.#drained = drained;
  }

  /** Resolves when more may be given: whoever reads on before that fills this machine's memory. */
  data(channel: StreamChannel, bytes: Uint8Array, atMs: number | null = null): Promise<void> {
    if (!this.#isEnding) this.#tail = this.#tail.then(() => this.#forward(channel, bytes, atMs));
    return this.#tail;
  }

  /** Once, after all data; later ends are ignored. */
  end({ exitCode = null, error = null }: { exitCode?: number | null; error?: string | null } = {}): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    void this.#tail.then(() =>
      this.#send({ type: 'stream-end', requestId: this.#requestId, exitCode, error }),
    );
  }

  /** The reader cannot keep up, or can again. */
  setPaused(isPaused: boolean): void {
    if (isPaused === this.#isPaused) return;
    this.#isPaused = isPaused;
    this.#release();
    if (!isPaused) return;
    this.#held = new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  async #forward(channel: StreamChannel, bytes: Uint8Array, atMs: number | null): Promise<void> {
    for (let from = 0; from < bytes.length; from += mostFrameBytes) {
      await this.#held;
      const dataBase64 = Buffer.from(bytes.subarray(from, from + mostFrameBytes)).toString('base64');
      this.#send({ type: 'stream-data', requestId: this.#requestId, channel, dataBase64, atMs });
      await this.#drained();
    }
  }
}

/** What the far end may do with an open stream. */
export interface OpenStream {
  write(data: Uint8Array): void;
  /** No more input comes. */
  endInput(): void;
  resize(columns: number, rows: number): void;
  /** The reader is gone. */
  close(): void;
}

/** For streams that take no input. */
export function readOnlyStream(close: () => void): OpenStream {
  return { write: () => {}, endInput: () => {}, resize: () => {}, close };
}
