import type { AgentStream, ControlPlane } from '@gantry/controlplane';
import type { Actor, TaskId } from '@gantry/model';
import type { WebSocket } from 'ws';
import { SpdySession, type SpdyStream } from './spdy.ts';

/** The task whose ports are asked for, and who asks. */
interface Forwarded {
  controlPlane: ControlPlane;
  taskId: TaskId;
  actor: Actor;
}

/** `kubectl port-forward` of today: a SPDY session inside one WebSocket. */
export function forwardOverWebSocket(webSocket: WebSocket, to: Forwarded): void {
  const session = new SpdySession(
    (bytes) => webSocket.readyState === webSocket.OPEN && webSocket.send(bytes),
    forwarding(to),
  );
  webSocket.on('message', (data: Buffer) => session.receive(data));
  webSocket.on('close', () => session.close());
  webSocket.on('error', () => session.close());
}

/**
 * What to do with the streams of a session. For each connection the client opens an error stream and a data stream with
 * the same request id; bytes go between the data stream and the port of the task.
 */
export function forwarding(to: Forwarded): (stream: SpdyStream, headers: Record<string, string>) => void {
  const errors = new Map<string, SpdyStream>();
  return (spdyStream, headers) => {
    const id = headers.requestid ?? '';
    if (headers.streamtype === 'error') errors.set(id, spdyStream);
    else connect({ ...to, port: Number(headers.port) }, spdyStream, errors.get(id) ?? null);
  };
}

function connect(
  { controlPlane, taskId, actor, port }: Forwarded & { port: number },
  data: SpdyStream,
  errors: SpdyStream | null,
): void {
  const opened = controlPlane.openStream({ kind: 'port-forward', taskId, port }, actor);
  if (!opened.ok) {
    fail(data, errors, opened.error.message);
    return;
  }
  const stream: AgentStream = opened.value;
  stream.onData((_channel, bytes) => data.write(bytes));
  data.onData((bytes) => stream.write(bytes));
  data.onEnd(() => stream.endInput());
  data.onClose(() => stream.close());
  void stream.ended.then(({ error }) => (error === null ? end(data, errors) : fail(data, errors, error)));
}

function end(data: SpdyStream, errors: SpdyStream | null): void {
  data.end();
  errors?.end();
}

function fail(data: SpdyStream, errors: SpdyStream | null, message: string): void {
  errors?.write(Buffer.from(message));
  end(data, errors);
}
