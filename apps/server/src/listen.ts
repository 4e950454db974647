import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TlsFiles } from './certificates.ts';
import type { Front } from './front.ts';

const limits = {
  maxHeaderSize: 16_384,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 65_000,
  /** Two lengths, a length beside chunks, bare line ends: refused rather than guessed at. */
  insecureHTTPParser: false,
  requireHostHeader: true,
};

/** Connections that one port holds at most, whether they are authenticated or not. */
const maxConnections = 2_000;

/** How long an answer that is under way may take when the port closes. */
const lingerMs = 2_000;

export interface Listener {
  port: number;
  /** Takes no new connections, and ends the idle ones. */
  close(): Promise<void>;
}

export async function listen(
  front: Front,
  options: { host: string; port: number; tls: TlsFiles | null },
): Promise<Listener> {
  const { host, port, tls } = options;
  const server = tls
    ? createHttpsServer({ ...limits, cert: tls.cert, key: tls.key, minVersion: 'TLSv1.2' }, front.request)
    : createHttpServer(limits, front.request);
  server.maxConnections = maxConnections;
  server.on('upgrade', front.upgrade);
  const upgraded = trackUpgraded(server);
  await bind(server, { host, port });
  return { port: (server.address() as AddressInfo).port, close: () => close(server, upgraded) };
}

/** The server itself forgets a socket once it is upgraded, but waits for its end when it closes. */
function trackUpgraded(server: Server): Set<Duplex> {
  const sockets = new Set<Duplex>();
  server.on('upgrade', (_request, socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}

function bind(server: Server, at: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(at, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server, upgraded: ReadonlySet<Duplex>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => {
      server.closeAllConnections();
      for (const socket of upgraded) socket.destroy();
    }, lingerMs).unref();
  });
}
