import type { AgentMessage } from '@gantry/model';

/** One frame is at most this long before its base64. */
const mostFrameBytes = 64 * 1024;

export type StreamChannel = Extract<AgentMessage, { type: 'stream-data' }>['channel'];

/** The way back for one request: any number of data, then one end. After the end nothing is sent. */
export class StreamSink {
  readonly #requestId: string;
  readonly #send: (message: AgentMessage) => void;
  readonly #drained: () => Promise<void>;
  #isEnded = false;

  constructor(requestId: string, send: (message: AgentMessage) => void, drained: () => Promise<void>) {
    this.#requestId = requestId;
    this.#send = send;
    this.#drained = drained;
  }

  /** Resolves when the connection can take more: whoever reads on before that fills this machine's memory. */
  async data(channel: StreamChannel, bytes: Uint8Array, atMs: number | null = null): Promise<void> {
    for (let from = 0; from < bytes.length && !this.#isEnded; from += mostFrameBytes) {
      const dataBase64 = Buffer.from(bytes.subarray(from, from + mostFrameBytes)).toString('base64');
      this.#send({ type: 'stream-data', requestId: this.#requestId, channel, dataBase64, atMs });
    }
    await this.#drained();
  }

  end({ exitCode = null, error = null }: { exitCode?: number | null; error?: string | null } = {}): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#send({ type: 'stream-end', requestId: this.#requestId, exitCode, error });
  }

  get isEnded(): boolean {
    return this.#isEnded;
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
