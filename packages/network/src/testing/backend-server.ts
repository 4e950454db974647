import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Socket,
  type Server as TcpServer,
} from 'node:net';
import type { Backend } from '../port.ts';

/** A program that a proxy sends to. `kill` ends it as SIGKILL would: every connection is reset. */
export interface BackendServer {
  backend: Backend;
  /** Requests, respectively connections, that it got. */
  readonly seen: number;
  /** Connections that are open to it now. */
  readonly open: number;
  kill(): Promise<void>;
}

export async function httpBackend(
  id: string,
  answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => response.end(id),
): Promise<BackendServer> {
  let seen = 0;
  let open = 0;
  // It leaves it to others to close what is idle.
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    seen += 1;
    response.setHeader('x-backend', id);
    answer(request, response);
  });
  server.on('connection', (socket) => {
    open += 1;
    socket.once('close', () => {
      open -= 1;
    });
  });
  return {
    backend: { id, host: '127.0.0.1', port: await portOf(server) },
    get seen() {
      return seen;
    },
    get open() {
      return open;
    },
    kill: () => killed(server, () => server.closeAllConnections()),
  };
}

export async function tcpBackend(id: string, serve: (socket: Socket) => void): Promise<BackendServer> {
  const sockets = new Set<Socket>();
  const server = createTcpServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    serve(socket);
  });
  return {
    backend: { id, host: '127.0.0.1', port: await portOf(server) },
    get seen() {
      return sockets.size;
    },
    get open() {
      return [...sockets].filter(({ closed }) => !closed).length;
    },
    kill: () =>
      killed(server, () => {
        for (const socket of sockets) socket.resetAndDestroy();
      }),
  };
}

function portOf(server: Server | TcpServer): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function killed(server: Server | TcpServer, cut: () => void): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    cut();
  });
}

/** A port that nothing listens on just now. */
export async function freePort(): Promise<number> {
  const server = createTcpServer();
  const port = await portOf(server);
  await killed(server, () => {});
  return port;
}
