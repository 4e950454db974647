import { constants, createDeflate, createInflate, type Deflate, type Inflate } from 'node:zlib';
// The preset dictionary is a constant of SPDY/3; the rest of that package is not needed.
import dictionaries from 'spdy-transport/lib/spdy-transport/protocol/spdy/dictionary.js';

const frameType = { synStream: 1, synReply: 2, reset: 3, ping: 6 } as const;
const finFlag = 1;
const headBytes = 8;
/** A frame longer than this is not one of kubectl's: the session is broken off. */
const frameBytesMax = 4 * 1024 * 1024;

/** One stream of a session, as the accepting side sees it. */
export interface SpdyStream {
  write(data: Uint8Array): void;
  end(): void;
  onData(listener: (data: Uint8Array) => void): void;
  onEnd(listener: () => void): void;
  onClose(listener: () => void): void;
}

interface Listeners {
  data: ((data: Uint8Array) => void) | null;
  end: (() => void) | null;
  close: (() => void) | null;
}

/** The accepting half of a SPDY/3.1 session, as far as kubectl's port-forward uses it: no flow control, no push. */
export class SpdySession {
  readonly #send: (bytes: Buffer) => void;
  readonly #onStream: (stream: SpdyStream, headers: Record<string, string>) => void;
  readonly #streams = new Map<number, Listeners>();
  readonly #inflate: Inflate = createInflate({
    dictionary: dictionaries[3]!,
    finishFlush: constants.Z_SYNC_FLUSH,
  });
  readonly #deflate: Deflate = createDeflate({ dictionary: dictionaries[3]!, flush: constants.Z_SYNC_FLUSH });
  #pending: Buffer = Buffer.alloc(0);
  #work: Promise<void> = Promise.resolve();

  constructor(
    send: (bytes: Buffer) => void,
    onStream: (stream: SpdyStream, headers: Record<string, string>) => void,
  ) {
    this.#send = send;
    this.#onStream = onStream;
  }

  /** Frames are handled in order; header blocks share one compression state, so each waits for the one before. */
  receive(bytes: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    for (let frame = this.#take(); frame !== null; frame = this.#take()) {
      const taken = frame;
      this.#work = this.#work.then(() => this.#handle(taken)).catch(() => this.close());
    }
  }

  close(): void {
    for (const listeners of this.#streams.values()) listeners.close?.();
    this.#streams.clear();
    this.#inflate.close();
    this.#deflate.close();
  }

  #take(): Buffer | null {
    if (this.#pending.length < headBytes) return null;
    const length = headBytes + this.#pending.readUIntBE(5, 3);
    if (length > frameBytesMax) {
      this.close();
      return null;
    }
    if (this.#pending.length < length) return null;
    const frame = this.#pending.subarray(0, length);
    this.#pending = this.#pending.subarray(length);
    return frame;
  }

  async #handle(frame: Buffer): Promise<void> {
    const isControl = (frame[0]! & 0x80) !== 0;
    if (!isControl) return this.#onDataFrame(frame);
    switch (frame.readUInt16BE(2)) {
      case frameType.synStream:
        return this.#onSynStream(frame);
      case frameType.reset:
        return this.#onReset(frame.readUInt32BE(headBytes) & 0x7fffffff);
      case frameType.ping:
        return this.#send(frame);
    }
  }

  #onDataFrame(frame: Buffer): void {
    const listeners = this.#streams.get(frame.readUInt32BE(0));
    if (frame.length > headBytes) listeners?.data?.(frame.subarray(headBytes));
    if ((frame[4]! & finFlag) !== 0) listeners?.end?.();
  }

  #onReset(id: number): void {
    this.#streams.get(id)?.close?.();
    this.#streams.delete(id);
  }

  async #onSynStream(frame: Buffer): Promise<void> {
    const id = frame.readUInt32BE(headBytes) & 0x7fffffff;
    const headers = parseHeaders(await pass(this.#inflate, frame.subarray(headBytes + 10)));
    const listeners: Listeners = { data: null, end: null, close: null };
    this.#streams.set(id, listeners);
    await this.#reply(id);
    this.#onStream(this.#stream(id, listeners), headers);
    if ((frame[4]! & finFlag) !== 0) listeners.end?.();
  }

  async #reply(id: number): Promise<void> {
    const noHeaders = await pass(this.#deflate, Buffer.alloc(4));
    const body = Buffer.alloc(4 + noHeaders.length);
    body.writeUInt32BE(id, 0);
    noHeaders.copy(body, 4);
    this.#send(controlFrame(frameType.synReply, body));
  }

  #stream(id: number, listeners: Listeners): SpdyStream {
    let ended = false;
    const sendData = (data: Uint8Array, fin: boolean) => {
      if (!ended && this.#streams.has(id)) this.#send(dataFrame(id, data, fin));
      ended ||= fin;
    };
    return {
      write: (data) => sendData(data, false),
      end: () => sendData(new Uint8Array(), true),
      onData: (listener) => {
        listeners.data = listener;
      },
      onEnd: (listener) => {
        listeners.end = listener;
      },
      onClose: (listener) => {
        listeners.close = listener;
      },
    };
  }
}

/** Puts one block through a shared compression stream and gives back what comes out of it. */
function pass(stream: Inflate | Deflate, block: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const onData = (chunk: Buffer) => chunks.push(chunk);
    stream.on('data', onData);
    stream.once('error', reject);
    stream.write(block);
    stream.flush(constants.Z_SYNC_FLUSH, () => {
      stream.off('data', onData);
      stream.off('error', reject);
      resolve(Buffer.concat(chunks));
    });
  });
}

function parseHeaders(block: Buffer): Record<string, string> {
  const headers: Record<string, string> = {};
  let at = 4;
  const text = () => {
    const length = block.readUInt32BE(at);
    at += 4 + length;
    return block.toString('latin1', at - length, at);
  };
  for (let left = block.readUInt32BE(0); left > 0; left--) {
    const name = text();
    headers[name] = text();
  }
  return headers;
}

function controlFrame(type: number, body: Buffer): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeUInt16BE(0x8003, 0);
  head.writeUInt16BE(type, 2);
  head.writeUIntBE(body.length, 5, 3);
  return Buffer.concat([head, body]);
}

function dataFrame(id: number, data: Uint8Array, fin: boolean): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeUInt32BE(id, 0);
  head[4] = fin ? finFlag : 0;
  head.writeUIntBE(data.length, 5, 3);
  return Buffer.concat([head, data]);
}
