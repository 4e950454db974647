import WebSocket from 'ws';
import type { Connection, ConnectionHandlers, Transport } from './transport.ts';

export interface WebSocketTransportOptions {
  /** The control plane, e.g. `https://control.example:4501`. */
  serverUrl: URL;
  /** PEM of the authority that signed the control plane's certificate; null: the system's authorities. */
  ca: string | null;
}

const handshakeWithinMs = 10_000;

/** A connection on which nothing at all comes back for two of these is dead, however open it looks. */
const pingEveryMs = 10_000;

/** An assignment of thousands of tasks fits; nothing that is meant to exhaust the agent does. */
const mostMessageBytes = 64 * 1024 * 1024;

/** Bulk data waits while more than this is queued, so that reports and heartbeats never wait long behind it. */
const mostQueuedBytes = 256 * 1024;

/** Connects out to `<server>/agent` by WebSocket. */
export function webSocketTransport({ serverUrl, ca }: WebSocketTransportOptions): Transport {
  const url = new URL('agent', serverUrl.href.endsWith('/') ? serverUrl : `${serverUrl.href}/`);
  url.protocol = url.protocol.replace('http', 'ws');
  const options = {
    handshakeTimeout: handshakeWithinMs,
    maxPayload: mostMessageBytes,
    ...(ca === null ? {} : { ca }),
  };
  return { connect: (handlers) => openConnection(new WebSocket(url, options), handlers) };
}

function openConnection(socket: WebSocket, handlers: ConnectionHandlers): Connection {
  let reason = 'the connection was closed';
  const waiting: (() => void)[] = [];
  const release = () => {
    for (const resolve of waiting.splice(0)) resolve();
  };
  const stopPings = keepAlive(socket, (why) => {
    reason = why;
  });
  socket.on('open', () => handlers.onOpen());
  socket.on('message', (data, isBinary) => {
    if (!isBinary) handlers.onMessage(data.toString());
  });
  socket.on('error', (error) => {
    reason = error.message;
  });
  socket.on('close', (code) => {
    stopPings();
    release();
    handlers.onClose(code === 1000 || code === 1006 ? reason : `${reason} (code ${code})`);
  });
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) {
        socket.send(text, () => socket.bufferedAmount <= mostQueuedBytes && release());
      }
    },
    drained() {
      const isFull = socket.readyState === WebSocket.OPEN && socket.bufferedAmount > mostQueuedBytes;
      return isFull ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve();
    },
    close(why) {
      reason = why;
      if (socket.readyState === WebSocket.OPEN) socket.close(1000);
      else socket.terminate();
    },
  };
}

/** Ends a connection whose far end no longer answers. Returns what stops it. */
function keepAlive(socket: WebSocket, onDead: (why: string) => void): () => void {
  let isAlive = true;
  const hear = () => {
    isAlive = true;
  };
  socket.on('pong', hear).on('message', hear);
  const timer = setInterval(() => {
    if (socket.readyState !== WebSocket.OPEN) return;
    if (!isAlive) {
      onDead('nothing was heard for too long');
      socket.terminate();
      return;
    }
    isAlive = false;
    socket.ping();
  }, pingEveryMs);
  return () => clearInterval(timer);
}
