import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type AnyTRPCProcedure,
  callTRPCProcedure,
  getTRPCErrorFromUnknown,
  type TRPCError,
} from '@trpc/server';
import { appRouter } from './app-router.ts';
import type { Context } from './context.ts';
import { errorShape } from './procedure.ts';

/** One query or mutation, as curl sends it. */
export interface SingleCall {
  path: string;
  type: 'query' | 'mutation';
}

/** At run time this is flat, by the whole path; its type is nested, for clients. */
const procedures = appRouter._def.procedures as unknown as Record<string, AnyTRPCProcedure>;

/**
 * The call that a request makes, or null for everything that tRPC's own adapter should read: batches, streams, HEAD,
 * and what is wrong in some way.
 */
export function singleCallOf(
  request: IncomingMessage,
  path: string,
  query: URLSearchParams,
): SingleCall | null {
  const isPlain = query.get('batch') === null && request.headers['trpc-accept'] === undefined;
  const type = Object.hasOwn(procedures, path) ? procedures[path]?._def.type : undefined;
  if (!isPlain || request.headers.accept?.includes('application/jsonl')) return null;
  // A question may be too long for a URL: a manifest to be looked at.
  if (type === 'query' && (request.method === 'GET' || request.method === 'POST')) return { path, type };
  return type === 'mutation' && request.method === 'POST' ? { path, type } : null;
}

/**
 * Answers one call as tRPC's adapter does, without its detour over `Request` and `Response`, which costs more than the
 * call itself: what limits mutations per second is the processor.
 */
export async function answerSingleCall(
  response: ServerResponse,
  { path, type }: SingleCall,
  call: { input: unknown; ctx: Context; onError: (failure: { error: TRPCError; path: string }) => void },
): Promise<void> {
  try {
    const getRawInput = async () => call.input;
    const { ctx } = call;
    const data = await callTRPCProcedure({
      router: appRouter,
      path,
      type,
      getRawInput,
      ctx,
      signal: undefined,
      batchIndex: 0,
    });
    send(response, 200, { result: { data } });
  } catch (cause) {
    const error = getTRPCErrorFromUnknown(cause);
    call.onError({ error, path });
    const shape = errorShape(error, path);
    send(response, shape.data.httpStatus, { error: shape });
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  response.writeHead(status, headers).end(text);
}
