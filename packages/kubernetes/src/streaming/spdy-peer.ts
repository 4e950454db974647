import type { Duplex } from 'node:stream';
import { type ExecPeer, parseSize } from './exec.ts';
import { SpdySession, type SpdyStream } from './spdy.ts';

/** What kubectl used before WebSockets: a SPDY session on the upgraded connection itself. */
export const spdyExecProtocols = ['v4.channel.k8s.io'];
export const spdyForwardProtocol = 'portforward.k8s.io';

/** A session whose frames are the connection's bytes. */
export function spdySessionOn(
  socket: Duplex,
  head: Buffer,
  onStream: (stream: SpdyStream, headers: Record<string, string>) => void,
): SpdySession {
  const session = new SpdySession((bytes) => socket.writable && socket.write(bytes), onStream);
  socket.on('data', (bytes: Buffer) => session.receive(bytes));
  socket.on('close', () => session.close());
  socket.on('error', () => session.close());
  if (head.length > 0) session.receive(head);
  return session;
}

type StreamType = 'error' | 'stdin' | 'stdout' | 'stderr' | 'resize';

/**
 * Calls back once the client has opened every stream that it said it would: what a command writes before that would
 * have nowhere to go.
 */
export function onSpdyPeer(
  socket: Duplex,
  head: Buffer,
  expected: StreamType[],
  onReady: (peer: ExecPeer) => void,
): void {
  const streams = new Map<string, SpdyStream>();
  spdySessionOn(socket, head, (stream, headers) => {
    streams.set(headers.streamtype ?? '', stream);
    if (streams.size === expected.length && expected.every((type) => streams.has(type)))
      onReady(peerOf(socket, streams));
  });
}

function peerOf(socket: Duplex, streams: Map<string, SpdyStream>): ExecPeer {
  const stream = (type: StreamType) => streams.get(type);
  return {
    write: (to, data) => stream(to)?.write(data),
    finish(status) {
      stream('error')?.write(Buffer.from(JSON.stringify(status)));
      for (const type of ['stdout', 'stderr', 'error'] as const) stream(type)?.end();
      socket.end();
    },
    onStdin: (listener) => stream('stdin')?.onData(listener),
    onStdinEnd: (listener) => stream('stdin')?.onEnd(listener),
    onResize: (listener) =>
      stream('resize')?.onData((data) => {
        const size = parseSize(data);
        if (size) listener(size.columns, size.rows);
      }),
    onClose: (listener) => void socket.on('close', listener),
  };
}
