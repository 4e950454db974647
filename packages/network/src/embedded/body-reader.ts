import { BadMessage, type BodyLength } from './message-head.ts';

/** Longer lines between chunks are an attack. */
const longestLine = 4_096;

/** Finds the end of a body in what passes by. Nothing is changed or kept. */
export class BodyReader {
  #left: number;
  /** Of a chunked body: what comes next. */
  #part: 'size' | 'data' | 'dataEnd' | 'trailer' = 'size';
  #line = '';
  readonly #kind: BodyLength['kind'];
  done: boolean;

  constructor(length: BodyLength) {
    this.#kind = length.kind;
    this.#left = length.kind === 'length' ? length.bytes : 0;
    this.done = length.kind === 'none' || (length.kind === 'length' && length.bytes === 0);
  }

  /** How many bytes of these are the body's. Throws BadMessage. */
  take(chunk: Buffer): number {
    if (this.done) return 0;
    if (this.#kind === 'rest') return chunk.length;
    if (this.#kind === 'chunked') return this.#takeChunks(chunk);
    const taken = Math.min(this.#left, chunk.length);
    this.#left -= taken;
    this.done = this.#left === 0;
    return taken;
  }

  #takeChunks(chunk: Buffer): number {
    let at = 0;
    while (at < chunk.length && !this.done) {
      if (this.#part === 'data') {
        const taken = Math.min(this.#left, chunk.length - at);
        at += taken;
        this.#left -= taken;
        if (this.#left === 0) this.#part = 'dataEnd';
      } else at = this.#takeLine(chunk, at);
    }
    return at;
  }

  #takeLine(chunk: Buffer, from: number): number {
    const end = chunk.indexOf(10, from);
    const upTo = end < 0 ? chunk.length : end + 1;
    this.#line += chunk.toString('latin1', from, upTo);
    if (this.#line.length > longestLine) throw new BadMessage(400, 'A line between chunks is too long.');
    if (end < 0) return upTo;
    if (!this.#line.endsWith('\r\n'))
      throw new BadMessage(400, 'A line between chunks has a stray line end.');
    const line = this.#line.slice(0, -2);
    this.#line = '';
    this.#endLine(line);
    return upTo;
  }

  #endLine(line: string): void {
    if (this.#part === 'trailer') {
      this.done = line === '';
    } else if (this.#part === 'dataEnd') {
      if (line !== '') throw new BadMessage(400, 'A chunk is longer than it says.');
      this.#part = 'size';
    } else {
      const [, size] = /^([0-9a-fA-F]{1,12})[\t ]*(?:;|$)/.exec(line) ?? [];
      if (size === undefined) throw new BadMessage(400, 'The size of a chunk cannot be read.');
      this.#left = Number.parseInt(size, 16);
      this.#part = this.#left === 0 ? 'trailer' : 'data';
    }
  }
}
