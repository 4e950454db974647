import {
  BadMessage,
  type BodyLength,
  type HeadFields,
  hasOption,
  readFields,
  withoutLines,
} from './message-head.ts';

export interface RequestHead {
  method: string;
  host: string;
  /** Without the query. */
  path: string;
  body: BodyLength;
  /** The client wants no second request on this connection. */
  closes: boolean;
  /** Asks for another protocol. */
  upgrades: boolean;
  /** May be sent twice: a second one changes nothing more than the first. */
  idempotent: boolean;
  /** As it goes on to the backend. */
  forwarded: string;
}

const requestLine = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) ([!-~\x80-\xff]+) HTTP\/1\.([01])\r\n/;
const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

/** Reads a request's head and writes the one to send on. Throws BadMessage. @param client the address it came from */
export function readRequest(head: string, client: string): RequestHead {
  const [line = '', method = '', target = '', minor] = requestLine.exec(head) ?? [];
  if (line === '') throw new BadMessage(400, 'The request line cannot be read.');
  if (method === 'CONNECT') throw new BadMessage(405, 'This is no forward proxy.');
  const fields = readFields(head, line.length);
  if (fields.host === null && minor === '1') throw new BadMessage(400, 'The request has no Host.');
  const isOld = minor === '0';
  const upgrades = fields.upgrade && hasOption(fields, 'upgrade');
  return {
    method,
    host: fields.host ?? '',
    path: pathOf(target),
    body: bodyOf(fields),
    closes: isOld ? !hasOption(fields, 'keep-alive') : hasOption(fields, 'close'),
    upgrades,
    idempotent: idempotent.has(method) && !upgrades,
    forwarded: forwarded(head, fields, { client, isOld, upgrades }),
  };
}

function pathOf(target: string): string {
  const query = target.indexOf('?');
  const path = query < 0 ? target : target.slice(0, query);
  if (path.startsWith('/')) return path;
  const slash = path.indexOf('/', path.indexOf('://') + 3);
  return slash < 0 ? '/' : path.slice(slash);
}

function bodyOf({ chunked, contentLength }: HeadFields): BodyLength {
  if (chunked) return { kind: 'chunked' };
  return contentLength ? { kind: 'length', bytes: contentLength } : { kind: 'none' };
}

/** An HTTP/1.0 client is asked for on a connection of its own: it does not understand chunks. */
function forwarded(
  head: string,
  { ownLines }: HeadFields,
  { client, isOld, upgrades }: { client: string; isOld: boolean; upgrades: boolean },
): string {
  const connection = upgrades ? 'upgrade' : isOld ? 'close' : 'keep-alive';
  return `${withoutLines(head, ownLines)}Connection: ${connection}\r\nX-Forwarded-For: ${client}\r\nX-Forwarded-Proto: http\r\n\r\n`;
}
