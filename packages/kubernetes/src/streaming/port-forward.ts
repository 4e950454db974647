import type { AgentStream, ControlPlane } from '@gantry/controlplane';
import type { TaskId } from '@gantry/model';
import type { WebSocket } from 'ws';
import { SpdySession, type SpdyStream } from './spdy.ts';

/** `kubectl port-forward` of today: a SPDY session inside one WebSocket. */
export function forwardOverWebSocket(webSocket: WebSocket, controlPlane: ControlPlane, taskId: TaskId): void {
  const session = new SpdySession(
    (bytes) => webSocket.readyState === webSocket.OPEN && webSocket.send(bytes),
    forwarding(controlPlane, taskId),
  );
  webSocket.on('message', (data: Buffer) => session.receive(data));
  webSocket.on('close', () => session.close());
  webSocket.on('error', () => session.close());
}

/**
 * What to do with the streams of a session. For each connection the client opens an error stream and a data stream with
 * the same request id; bytes go between the data stream and the port of the task.
 */
export function forwarding(
  controlPlane: ControlPlane,
  taskId: TaskId,
): (stream: SpdyStream, headers: Record<string, string>) => void {
  const errors = new Map<string, SpdyStream>();
  return (spdyStream, headers) => {
    const id = headers.requestid ?? '';
    if (headers.streamtype === 'error') errors.set(id, spdyStream);
    else connect(controlPlane, { taskId, port: Number(headers.port) }, spdyStream, errors.get(id) ?? null);
  };
}

function connect(
  controlPlane: ControlPlane,
  to: { taskId: TaskId; port: number },
  data: SpdyStream,
  errors: SpdyStream | null,
): void {
  const opened = controlPlane.openStream({ kind: 'port-forward', ...to });
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
