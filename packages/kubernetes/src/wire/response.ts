import type { ServerResponse } from 'node:http';
import type { StatusError } from './status.ts';

export function sendJson(
  response: ServerResponse,
  code: number,
  body: unknown,
  contentType = 'application/json',
): void {
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(code, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-cache, private',
    // What was not read of the body must not be taken for the next request.
    ...(response.req.complete ? {} : { connection: 'close' }),
  });
  response.end(text);
}

export function sendText(response: ServerResponse, code: number, text: string): void {
  response.writeHead(code, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

export function sendBytes(
  response: ServerResponse,
  code: number,
  bytes: Uint8Array,
  contentType: string,
): void {
  response.writeHead(code, { 'content-type': contentType, 'content-length': bytes.length });
  response.end(bytes);
}

/** After the head is out, the only honest answer left is to break the connection. */
export function sendStatus(response: ServerResponse, error: StatusError): void {
  if (response.headersSent) response.destroy();
  else sendJson(response, error.code, error.toStatus());
}

/** Text for a `Warning: 299` header: one line, no quotes left open, no control characters. */
export function addWarning(response: ServerResponse, text: string): void {
  const safe = text
    .replace(/[^\x20-\x7e]/g, '?')
    .replace(/["\\]/g, '\\$&')
    .slice(0, 500);
  response.appendHeader('warning', `299 - "${safe}"`);
}
