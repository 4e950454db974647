/** Reading HTTP/1.1 heads: strictly, since two parties that read one message differently can be played off against each other. */

/** How long the body of a message is. */
export type BodyLength =
  | { kind: 'none' }
  | { kind: 'length'; bytes: number }
  | { kind: 'chunked' }
  | { kind: 'rest' };

/** What a head says about its message beyond its first line. */
export interface HeadFields {
  host: string | null;
  contentLength: number | null;
  chunked: boolean;
  /** Options of `Connection`, in small letters. */
  connection: string;
  upgrade: boolean;
  /** Lines that a proxy says itself, or that are for one connection only, as [from, to) in the head. */
  ownLines: [number, number][];
}

/** What cannot be read as HTTP; the status to answer with, and why. */
export class BadMessage extends Error {
  override name = 'BadMessage';
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const badCharacter = /\0|\r(?!\n)|(?<!\r)\n/;
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** @param head from the first line to the empty one, both included, as latin1. @param from where the second line starts. */
export function readFields(head: string, from: number): HeadFields {
  if (badCharacter.test(head)) throw new BadMessage(400, 'The head has a stray line end or NUL.');
  const fields: HeadFields = {
    ...{ host: null, contentLength: null, chunked: false, connection: '', upgrade: false, ownLines: [] },
  };
  for (let at = from; at < head.length - 2; ) {
    const end = head.indexOf('\r\n', at);
    const colon = head.indexOf(':', at);
    if (colon < 0 || colon > end) throw new BadMessage(400, 'A header line has no colon.');
    take(fields, head, { at, colon, end });
    at = end + 2;
  }
  if (fields.chunked && fields.contentLength !== null)
    throw new BadMessage(400, 'The head has both Content-Length and Transfer-Encoding.');
  return fields;
}

interface Line {
  at: number;
  colon: number;
  end: number;
}

function take(fields: HeadFields, head: string, { at, colon, end }: Line): void {
  const written = head.slice(at, colon);
  if (!token.test(written)) throw new BadMessage(400, 'A header has a name that is none.');
  const name = written.toLowerCase();
  if (!special.has(name)) return;
  const value = head.slice(colon + 1, end).trim();
  if (forwarding.has(name)) fields.ownLines.push([at, end + 2]);
  switch (name) {
    case 'host':
      if (fields.host !== null) throw new BadMessage(400, 'The head has two Host lines.');
      fields.host = value;
      break;
    case 'content-length':
      fields.contentLength = lengthOf(value, fields.contentLength);
      break;
    case 'transfer-encoding':
      if (value.toLowerCase() !== 'chunked' || fields.chunked)
        throw new BadMessage(501, 'Only the transfer encoding `chunked` is understood.');
      fields.chunked = true;
      break;
    case 'connection':
      fields.connection += `${value.toLowerCase()},`;
      break;
    case 'upgrade':
      fields.upgrade = true;
  }
}

const forwarding = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'x-forwarded-for',
  'x-forwarded-proto',
]);
const special = new Set([...forwarding, 'host', 'content-length', 'transfer-encoding', 'upgrade']);

function lengthOf(value: string, before: number | null): number {
  if (!/^\d{1,15}$/.test(value)) throw new BadMessage(400, 'Content-Length is no number.');
  const bytes = Number(value);
  if (before !== null && before !== bytes)
    throw new BadMessage(400, 'The head has two different Content-Length lines.');
  return bytes;
}

export function hasOption({ connection }: HeadFields, option: string): boolean {
  return connection.split(',').some((one) => one.trim() === option);
}

/** The head without some of its lines, and without the empty one at its end. */
export function withoutLines(head: string, lines: readonly [number, number][]): string {
  let kept = '';
  let at = 0;
  for (const [from, to] of lines) {
    kept += head.slice(at, from);
    at = to;
  }
  return kept + head.slice(at, -2);
}
