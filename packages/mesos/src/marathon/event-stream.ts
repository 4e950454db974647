import type { ServerResponse } from 'node:http';
import { EventTranslation, type MarathonEvent } from './event-translation.ts';
import { Refusal } from './refusal.ts';
import { methodNotAllowed, type Request } from './request.ts';

const keepAliveMs = 10_000;
/** What may wait for a slow reader. Beyond, the stream ends: it can come back for what it missed, a gap it could not see. */
const waitingBytesMax = 4 * 1024 * 1024;

/**
 * Marathon's event stream. Each event carries the cluster's revision as its id; a client that comes back with
 * `Last-Event-ID` misses nothing that the control plane still holds.
 */
export function streamEvents(request: Request, response: ServerResponse, onEnd: Set<() => void>): void {
  if (request.method !== 'GET') throw methodNotAllowed(request);
  if (!/text\/event-stream|\*\/\*/.test(request.message.headers.accept ?? '')) {
    throw new Refusal(405, { message: 'The event stream needs the header `Accept: text/event-stream`.' });
  }
  const { plane, caller, message } = request;
  const write = writerOf(request, response);
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache, no-store',
    connection: 'keep-alive',
  });
  // With a filter there may be nothing to write for long.
  response.flushHeaders();
  const remoteAddress = message.socket.remoteAddress ?? '';
  const timestamp = new Date(plane.now()).toISOString();
  write({ eventType: 'event_stream_attached', remoteAddress, timestamp }, plane.view.revision);
  const unsubscribe = follow(request, write);
  const keepAlive = setInterval(() => response.write('\r\n'), keepAliveMs);
  const expiry =
    caller.expiresAtMs === null
      ? undefined
      : setTimeout(() => response.end(), Math.min(caller.expiresAtMs - Date.now(), 2 ** 31 - 1));
  const end = () => {
    response.end();
  };
  onEnd.add(end);
  response.on('close', () => {
    onEnd.delete(end);
    clearInterval(keepAlive);
    clearTimeout(expiry);
    unsubscribe();
  });
}

type Write = (event: MarathonEvent, revision: number) => void;

function writerOf({ query }: Request, response: ServerResponse): Write {
  const wanted = new Set(query.getAll('event_type'));
  const isLight = query.get('plan-format') === 'light';
  return (event, revision) => {
    if (wanted.size > 0 && !wanted.has(event.eventType)) return;
    if (response.writableLength > waitingBytesMax) {
      response.destroy();
      return;
    }
    const shown = isLight ? light(event) : event;
    response.write(`id: ${revision}\nevent: ${event.eventType}\ndata: ${JSON.stringify(shown)}\n\n`);
  };
}

/** Deployment events without the plan's steps. */
function light(event: MarathonEvent): MarathonEvent {
  const { plan, ...rest } = event;
  if (plan === undefined) return event;
  const { id, version } = plan as { id: string; version: string };
  return { ...rest, plan: { id, version } };
}

/** From where the client left off, as far as that is still held; otherwise from now. */
function follow({ plane, message }: Request, write: Write): () => void {
  const last = Number(message.headers['last-event-id']);
  const hasLeftOff = Number.isSafeInteger(last) && last > 0;
  const tell = (knowsPresent: boolean, afterRevision: number) => {
    const translation = new EventTranslation(plane.view, { knowsPresent });
    return plane.subscribe(afterRevision, (commit) => {
      for (const event of translation.ofCommit(commit)) write(event, commit.revision);
    });
  };
  const resumed = hasLeftOff ? tell(false, last) : null;
  return resumed ?? tell(true, plane.view.revision) ?? (() => {});
}
