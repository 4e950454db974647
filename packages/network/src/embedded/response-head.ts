import {
  BadMessage,
  type BodyLength,
  type HeadFields,
  hasOption,
  readFields,
  withoutLines,
} from './message-head.ts';

export interface ResponseHead {
  status: number;
  body: BodyLength;
  /** The backend's connection can take another request after this one. */
  keepsAlive: boolean;
  /** As it goes on to the client. */
  forwarded: string;
}

const statusLine = /^HTTP\/1\.([01]) (\d{3})[^\r\n]*\r\n/;

/** Reads a response's head and writes the one to send on. Throws BadMessage. */
export function readResponse(head: string, request: { method: string; closes: boolean }): ResponseHead {
  const [line = '', minor, digits] = statusLine.exec(head) ?? [];
  if (line === '') throw new BadMessage(502, 'The backend’s status line cannot be read.');
  const fields = readFields(head, line.length);
  const status = Number(digits);
  const body = bodyOf(fields, status, request.method);
  const says = minor === '1' ? !hasOption(fields, 'close') : hasOption(fields, 'keep-alive');
  return {
    status,
    body,
    keepsAlive: says && body.kind !== 'rest',
    forwarded: forwarded(head, fields, { status, body, ...request }),
  };
}

function bodyOf({ chunked, contentLength }: HeadFields, status: number, method: string): BodyLength {
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return { kind: 'none' };
  if (chunked) return { kind: 'chunked' };
  return contentLength === null ? { kind: 'rest' } : { kind: 'length', bytes: contentLength };
}

function forwarded(
  head: string,
  { ownLines }: HeadFields,
  { status, body, closes }: { status: number; body: BodyLength; closes: boolean },
): string {
  if (status < 200) return head;
  const connection = closes || body.kind === 'rest' ? 'close' : 'keep-alive';
  return `${withoutLines(head, ownLines)}Connection: ${connection}\r\n\r\n`;
}
