import type { IncomingMessage } from 'node:http';
import type { Caller } from '@gantry/controlplane';
import type { Actor } from '@gantry/model';
import { findUnsafeInput, readJson } from '@gantry/model';
import { parse as parseYaml } from 'yaml';
import { isJsonObject, type JsonObject } from './object.ts';
import { decodeProtobuf } from './protobuf.ts';
import { badRequest, StatusError } from './status.ts';

/** The limit that Kubernetes's own server has. */
export const bodyBytesMax = 3 * 1024 * 1024;

/** One request below the API's root, with its query read. */
export interface ApiRequest {
  method: string;
  pathname: string;
  query: URLSearchParams;
  accept: string;
  contentType: string;
  caller: Caller;
  /** What kubectl says it runs (`kubectl set image`), or the client's name. */
  command: string;
  readBody(): Promise<Buffer>;
}

export function toApiRequest(message: IncomingMessage, root: string, caller: Caller): ApiRequest {
  const url = new URL(message.url ?? '/', 'http://gantry.local');
  return {
    method: message.method ?? 'GET',
    pathname: url.pathname.slice(root.length) || '/',
    query: url.searchParams,
    accept: message.headers.accept ?? '',
    contentType: (message.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase(),
    caller,
    command: commandOf(message),
    readBody: () => readBody(message),
  };
}

/** As whom a request acts. */
export const actorOf = ({ caller }: ApiRequest): Actor => ({ name: caller.name, via: 'kubectl' });

function commandOf(message: IncomingMessage): string {
  const command = message.headers['kubectl-command'];
  if (typeof command === 'string' && /^[a-z -]{1,60}$/.test(command)) return command;
  return /^[\w.-]{1,60}/.exec(message.headers['user-agent'] ?? '')?.[0] ?? 'kubernetes client';
}

/** What is too large is read nevertheless, so that its sender hears why; what is larger by far is not. */
const discardedBytes = 32 * 1024 * 1024;

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const encoding = message.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity')
    throw new StatusError('UnsupportedMediaType', `the content encoding ${encoding} is not read here`);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= bodyBytesMax) chunks.push(chunk);
    else if (bytes > discardedBytes) break;
  }
  if (bytes > bodyBytesMax)
    throw new StatusError('RequestEntityTooLarge', `Request entity too large: limit is ${bodyBytesMax}`);
  return Buffer.concat(chunks);
}

/** The object in a body, by its content type; none at all counts as JSON, as some clients send it. */
export async function readObject(request: ApiRequest): Promise<JsonObject> {
  const body = await request.readBody();
  if (body.length === 0) throw badRequest('the body is empty; an object is needed');
  if (request.contentType === 'application/vnd.kubernetes.protobuf') return decodeProtobuf(body);
  return asObject(parseBody(request.contentType, body));
}

/** JSON or YAML by content type; 415 for anything else. */
export function parseBody(contentType: string, body: Buffer): unknown {
  switch (contentType) {
    case '':
    case 'application/json':
    case 'application/json-patch+json':
    case 'application/merge-patch+json':
    case 'application/strategic-merge-patch+json':
      return parseJson(body);
    case 'application/yaml':
    case 'application/apply-patch+yaml':
      return parseYamlText(body);
    default:
      throw new StatusError(
        'UnsupportedMediaType',
        `the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf`,
      );
  }
}

function parseJson(body: Buffer): unknown {
  const read = readJson(body.toString('utf8'));
  if (read.ok) return read.value;
  throw badRequest(`the body cannot be read: ${read.error.message}`);
}

/** Aliases are limited, so that a small document cannot unfold into a large one. */
function parseYamlText(body: Buffer): unknown {
  let value: unknown;
  try {
    value = parseYaml(body.toString('utf8'), { maxAliasCount: 50, uniqueKeys: true });
  } catch (fault) {
    throw badRequest(
      `the body is not YAML: ${fault instanceof Error ? fault.message.split('\n')[0] : 'malformed'}`,
    );
  }
  const [unsafe] = findUnsafeInput(value);
  if (unsafe) throw badRequest(`the body cannot be read: ${unsafe.field}: ${unsafe.message}`);
  return value;
}

export function asObject(value: unknown): JsonObject {
  if (!isJsonObject(value)) throw badRequest('the body must be an object');
  return value;
}

export function wantsTable({ accept }: ApiRequest): boolean {
  return accept.includes('as=Table');
}

/** A whole number in the query; null when absent. */
export function queryNumber({ query }: ApiRequest, name: string): number | null {
  const text = query.get(name);
  if (text === null || text === '') return null;
  if (!/^\d{1,15}$/.test(text)) throw badRequest(`${name}: ${JSON.stringify(text)} is not a whole number`);
  return Number(text);
}

export function queryFlag({ query }: ApiRequest, name: string): boolean {
  const text = query.get(name);
  return text === 'true' || text === '1';
}
