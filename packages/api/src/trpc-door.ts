import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Caller, Door } from '@gantry/controlplane';
import {
  err,
  limits,
  ok,
  type Rejection,
  type Result,
  type Rights,
  readJson,
  rejection,
  rejectionStatus,
} from '@gantry/model';
import type { TRPCError } from '@trpc/server';
import { nodeHTTPRequestHandler } from '@trpc/server/adapters/node-http';
import { getWSConnectionHandler } from '@trpc/server/adapters/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { appRouter } from './app-router.ts';
import type { Context, Services } from './context.ts';
import { readBody, wrongMediaType } from './http-body.ts';
import { type ErrorData, faultIdOf } from './procedure.ts';
import { refused } from './refusal.ts';
import { answerSingleCall, singleCallOf } from './single-call.ts';

const prefix = '/trpc';
const maxBatch = 50;

export interface TrpcDoor extends Door {
  /** Ends all WebSockets, after telling the clients to open new ones. */
  close(): void;
}

/** tRPC over HTTP, and over a WebSocket for streams, both in plain JSON. */
export function createTrpcDoor(
  services: Services,
  options: { onFault: (fault: { id: string; path: string; error: TRPCError }) => void },
): TrpcDoor {
  const onError = ({ error, path }: { error: TRPCError; path?: string | undefined }) => {
    const id = faultIdOf(error);
    if (id !== null) options.onFault({ id, path: path ?? '', error });
  };
  const sockets = webSockets(services, onError);
  return {
    prefixes: [prefix],
    refuse,
    async handle(request, response, caller) {
      const method = wrongMethod(request);
      if (method) return refuse(response, method);
      const { path, query } = addressOf(request);
      const input = await readInput(request, query);
      if (!input.ok) return refuse(response, input.error);
      const ctx = contextOf(services, caller, () => response.writableLength);
      const call = singleCallOf(request, path, query);
      if (call) return await answerSingleCall(response, call, { input: input.value.value, ctx, onError });
      await nodeHTTPRequestHandler({
        router: appRouter,
        path,
        req: Object.assign(request, { body: input.value.text }),
        res: response,
        maxBatchSize: maxBatch,
        // Lets a query come by POST too, never a mutation by GET.
        allowMethodOverride: true,
        createContext: () => ctx,
        onError,
      });
    },
    upgrade: sockets.upgrade,
    close: sockets.close,
  };
}

/** Somebody who was removed since he was let in. */
const nobody: Rights = { level: 'viewer', namespaces: null };

function contextOf(services: Services, caller: Caller, backlogBytes: () => number): Context {
  const { name, via, expiresAtMs } = caller;
  const rights = services.people.rightsOf(name) ?? nobody;
  return { ...services, actor: { name, via }, rights, backlogBytes, expiresAtMs };
}

/** Nothing else is ever sent, and no header changes what a method means. */
function wrongMethod({ method }: IncomingMessage): Rejection | null {
  if (method === 'GET' || method === 'POST' || method === 'HEAD') return null;
  return rejection(
    'method_not_allowed',
    `${method} is not answered. Queries are GET or POST, mutations are POST.`,
  );
}

function addressOf(request: IncomingMessage): { path: string; query: URLSearchParams } {
  const [path = '', query = ''] = (request.url ?? '').slice(prefix.length + 1).split('?', 2);
  return { path, query: new URLSearchParams(query) };
}

/** What a request sends, both as it came and read. */
interface Input {
  text: string | undefined;
  value: unknown;
}

/** The input of a call or of a batch, checked; a query's stands in the URL and is held to the same rules. */
async function readInput(
  request: IncomingMessage,
  query: URLSearchParams,
): Promise<Result<Input, Rejection>> {
  const isPost = request.method === 'POST';
  const wrongType = isPost ? wrongMediaType(request) : null;
  if (wrongType) return err(wrongType);
  const read = isPost ? await readBody(request, limits.bodyBytes) : ok(query.get('input') ?? '');
  if (!read.ok) return read;
  // tRPC's adapter reads JSON from every POST, also from one that has nothing to say.
  if (read.value.trim() === '') return ok({ text: isPost ? 'null' : undefined, value: undefined });
  const checked = readJson(read.value);
  return checked.ok ? ok({ text: isPost ? read.value : undefined, value: checked.value }) : checked;
}

/** Says no in the shape that tRPC's own errors have. */
function refuse(response: ServerResponse, reason: Rejection): void {
  const httpStatus = rejectionStatus[reason.code];
  const data: ErrorData = { ...reason, httpStatus, path: null };
  const { message } = reason;
  const text = JSON.stringify({ error: { message, code: -32_600, data } });
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  if (response.req.complete) response.writeHead(httpStatus, headers).end(text);
  // What was not read of the body must not be taken for the next request.
  else endSlowly(response.writeHead(httpStatus, { ...headers, connection: 'close' }), text);
}

/** So long a sender has to see the answer; the connection breaks under what it still sends otherwise. */
const lingerMs = 1_000;

/** Answers somebody who is still sending: what comes is thrown away until they stop, or for a moment. */
function endSlowly(response: ServerResponse, text: string): void {
  response.write(text);
  const patience = setTimeout(() => response.end(), lingerMs);
  response.req.resume().once('close', () => {
    clearTimeout(patience);
    response.end();
  });
}

function webSockets(
  services: Services,
  onError: (failure: { error: TRPCError; path?: string | undefined }) => void,
): { upgrade: NonNullable<Door['upgrade']>; close(): void } {
  const server = new WebSocketServer({ noServer: true, maxPayload: limits.bodyBytes });
  const callers = new WeakMap<IncomingMessage, Caller>();
  const onConnection = getWSConnectionHandler({
    wss: server,
    router: appRouter,
    createContext: ({ req, res }) => {
      const caller = callers.get(req);
      if (!caller) throw refused(rejection('unauthenticated', 'This connection was not authenticated.'));
      return contextOf(services, caller, () => res.bufferedAmount);
    },
    experimental_encoder: { encode: (data) => JSON.stringify(data), decode: decodeMessage },
    keepAlive: { enabled: true, pingMs: 15_000, pongWaitMs: 15_000 },
    onError,
  });
  return {
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, caller: Caller) {
      callers.set(request, caller);
      server.handleUpgrade(request, socket, head, (client: WebSocket) => onConnection(client, request));
    },
    close() {
      for (const client of server.clients) client.close(1_001, 'The control plane stops.');
      server.close();
    },
  };
}

function decodeMessage(data: string | ArrayBuffer | Uint8Array): unknown {
  const read = readJson(typeof data === 'string' ? data : new TextDecoder().decode(data));
  if (read.ok) return read.value;
  throw refused(read.error);
}
