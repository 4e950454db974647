import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller, ControlPlane } from '@gantry/controlplane';
import { type Actor, limits, readJson } from '@gantry/model';
import { isObject, type Json } from './plain-data.ts';
import { detailsOf, notJson, Refusal } from './refusal.ts';

/** One request below the door's prefix. */
export interface Request {
  plane: ControlPlane;
  message: IncomingMessage;
  method: string;
  /** The path's parts after `/marathon`, decoded, without empty ones: clients write `/v2/apps//shop/web`. */
  parts: string[];
  query: URLSearchParams;
  caller: Caller;
  actor: Actor;
}

export function toRequest(plane: ControlPlane, message: IncomingMessage, caller: Caller): Request {
  const [path = '', query = ''] = (message.url ?? '/').split('?', 2);
  const parts = path.split('/').filter((part) => part !== '');
  return {
    plane,
    message,
    method: message.method ?? 'GET',
    parts: parts.slice(1).map(decode),
    query: new URLSearchParams(query),
    caller,
    actor: { name: caller.name, via: 'marathon' },
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Refusal(400, { message: `The path's part ${JSON.stringify(part)} is not well encoded.` });
  }
}

/** `true` and `false` in the query; anything else is what Marathon takes it for: false. */
export function flag({ query }: Request, name: string, usual = false): boolean {
  const text = query.get(name);
  return text === null ? usual : text === '' || text === 'true';
}

/** What is too large is read nevertheless, so that its sender hears why; what is larger by far is not. */
const discardedBytes = 32 * limits.bodyBytes;

export async function readBody({ message }: Request): Promise<unknown> {
  const encoding = message.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity')
    throw new Refusal(415, { message: `The content encoding ${encoding} is not read here.` });
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= limits.bodyBytes) chunks.push(chunk);
    else if (bytes > discardedBytes) break;
  }
  if (bytes > limits.bodyBytes)
    throw new Refusal(413, { message: `The body is larger than ${limits.bodyBytes} bytes.` });
  const read = readJson(Buffer.concat(chunks).toString('utf8'));
  if (read.ok) return read.value;
  throw notJson(detailsOf(read.error.issues));
}

export async function readObject(request: Request): Promise<Json> {
  const body = await readBody(request);
  if (!isObject(body)) throw notJson([{ path: '/', errors: ['error.expected.jsobject'] }]);
  return body;
}

export async function readList(request: Request): Promise<Json[]> {
  const body = await readBody(request);
  if (!Array.isArray(body) || !body.every(isObject))
    throw notJson([{ path: '/', errors: ['error.expected.jsarray'] }]);
  return body;
}

export type Headers = Record<string, string>;

export interface Answer {
  status: number;
  /** A text is sent as it is, undefined as nothing, anything else as JSON. */
  body: unknown;
  headers?: Headers;
}

export const ok = (body: unknown): Answer => ({ status: 200, body });

/** A change that is under way: its id stands in a header as well. */
export function underWay(result: { deploymentId: string }, status = 200, body: unknown = result): Answer {
  return { status, body, headers: { 'marathon-deployment-id': result.deploymentId } };
}

export function send(response: ServerResponse, { status, body, headers }: Answer): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const isText = typeof body === 'string';
  const text = body === undefined ? '' : isText ? body : JSON.stringify(body);
  response.writeHead(status, {
    ...(body === undefined
      ? {}
      : { 'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json' }),
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-cache, no-store, must-revalidate',
    // What was not read of the body must not be taken for the next request.
    ...(response.req.complete ? {} : { connection: 'close' }),
    ...headers,
  });
  response.end(text);
}

export function methodNotAllowed({ method }: Request): Refusal {
  return new Refusal(405, { message: `The method ${method} is not allowed here.` });
}
