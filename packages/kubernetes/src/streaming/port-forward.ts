import type { AgentStream, ControlPlane } from '@gantry/controlplane';
import type { TaskId } from '@gantry/model';
import type { WebSocket } from 'ws';
import { SpdySession, type SpdyStream } from './spdy.ts';

/**
 * `kubectl port-forward`: a SPDY session inside one WebSocket. For each connection the client opens an error stream and
 * a data stream with the same request id; bytes go between the data stream and the port of the task.
 */
export function runPortForward(webSocket: WebSocket, controlPlane: ControlPlane, taskId: TaskId): void {
  const connections = new Map<string, { error: SpdyStream; stream: AgentStream | null }>();
  const session = new SpdySession(
    (bytes) => webSocket.readyState === webSocket.OPEN && webSocket.send(bytes),
    (spdyStream, headers) => {
      const id = headers.requestid ?? '';
      if (headers.streamtype === 'error') connections.set(id, { error: spdyStream, stream: null });
      else connect(controlPlane, taskId, Number(headers.port), spdyStream, connections.get(id) ?? null);
    },
  );
  webSocket.on('message', (data: Buffer) => session.receive(data));
  webSocket.on('close', () => session.close());
  webSocket.on('error', () => session.close());
}

function connect(
  controlPlane: ControlPlane,
  taskId: TaskId,
  port: number,
  data: SpdyStream,
  pair: { error: SpdyStream } | null,
): void {
  const opened = controlPlane.openStream({ kind: 'port-forward', taskId, port });
  if (!opened.ok) {
    fail(data, pair, opened.error.message);
    return;
  }
  const stream = opened.value;
  stream.onData((_channel, bytes) => data.write(bytes));
  data.onData((bytes) => stream.write(bytes));
  data.onEnd(() => stream.endInput());
  data.onClose(() => stream.close());
  void stream.ended.then(({ error }) => (error === null ? end(data, pair) : fail(data, pair, error)));
}

function end(data: SpdyStream, pair: { error: SpdyStream } | null): void {
  data.end();
  pair?.error.end();
}

function fail(data: SpdyStream, pair: { error: SpdyStream } | null, message: string): void {
  pair?.error.write(Buffer.from(message));
  end(data, pair);
}
