import {
  BadMessage,
  type BodyLength,
  type HeadFields,
  hasOption,
  readFields,
  withoutLines,
} from './message-head.ts';

export interface Client {
  address: string;
  scheme: 'http' | 'https';
}

export interface RequestHead {
  method: string;
  host: string;
  /** The path with the query. */
  target: string;
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

/** Reads a request's head and writes the one to send on. Throws BadMessage. @param client where and over what it came from */
export function readRequest(head: string, client: Client): RequestHead {
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
    target: targetOf(target),
    path: pathOf(target),
    body: bodyOf(fields),
    closes: isOld ? !hasOption(fields, 'keep-alive') : hasOption(fields, 'close'),
    upgrades,
    idempotent: idempotent.has(method) && !upgrades,
    forwarded: forwarded(head, fields, { client, isOld, upgrades }),
  };
}

function pathOf(target: string): string {
  const whole = targetOf(target);
  const query = whole.indexOf('?');
  return query < 0 ? whole : whole.slice(0, query);
}

/** Without the host that may stand before it. */
function targetOf(target: string): string {
  if (target.startsWith('/')) return target;
  const slash = target.indexOf('/', target.indexOf('://') + 3);
  return slash < 0 ? '/' : target.slice(slash);
}

function bodyOf({ chunked, contentLength }: HeadFields): BodyLength {
  if (chunked) return { kind: 'chunked' };
  return contentLength ? { kind: 'length', bytes: contentLength } : { kind: 'none' };
}

/** An HTTP/1.0 client is asked for on a connection of its own: it does not understand chunks. */
function forwarded(
  head: string,
  { ownLines }: HeadFields,
  { client, isOld, upgrades }: { client: Client; isOld: boolean; upgrades: boolean },
): string {
  const connection = upgrades ? 'upgrade' : isOld ? 'close' : 'keep-alive';
  return `${withoutLines(head, ownLines)}Connection: ${connection}\r\nX-Forwarded-For: ${client.address}\r\nX-Forwarded-Proto: ${client.scheme}\r\n\r\n`;
}
