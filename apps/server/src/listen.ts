import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { TlsFiles } from './certificates.ts';
import type { Entry } from './front.ts';

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

const retryMs = 50;

/** How long an answer that is under way may take when the port closes. */
const lingerMs = 2_000;

export interface Listener {
  port: number;
  /** Takes no new connections, and ends the idle ones. */
  close(): Promise<void>;
}

/** What a port is for: the variable that sets it. */
type Setting = 'GANTRY_PORT' | 'GANTRY_TLS_PORT' | 'GANTRY_STANDBY_PORT';

export interface ListenOptions {
  host: string;
  port: number;
  tls: TlsFiles | null;
  setting: Setting;
  /** How long a port may still be another's, who is about to leave it. Left out: not at all. */
  waitMs?: number;
}

export async function listen(front: Entry, options: ListenOptions): Promise<Listener> {
  const { host, port, tls, setting, waitMs = 0 } = options;
  const server = tls
    ? createHttpsServer({ ...limits, cert: tls.cert, key: tls.key, minVersion: 'TLSv1.2' }, front.request)
    : createHttpServer(limits, front.request);
  server.maxConnections = maxConnections;
  server.on('upgrade', front.upgrade);
  const upgraded = trackUpgraded(server);
  await bindInTime(server, { host, port, setting }, performance.now() + waitMs);
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

interface Place {
  host: string;
  port: number;
  setting: Setting;
}

/** What a person can do about a port that cannot be had. */
function plainly(cause: NodeJS.ErrnoException, { host, port, setting }: Place): Error {
  if (cause.code === 'EADDRINUSE') {
    return new Error(`Port ${port} is taken by another program. Set ${setting} to a free one, or to 0.`, {
      cause,
    });
  }
  if (cause.code === 'EACCES') {
    return new Error(`Port ${port} needs more rights. Set ${setting} to one above 1023.`, { cause });
  }
  if (cause.code === 'EADDRNOTAVAIL' || cause.code === 'ENOTFOUND') {
    return new Error(`${host} is no address of this machine. Set GANTRY_HOST to one.`, { cause });
  }
  return cause;
}

async function bindInTime(server: Server, at: Place, giveUpAtMs: number): Promise<void> {
  for (;;) {
    try {
      return await bind(server, at);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE' || performance.now() >= giveUpAtMs)
        throw plainly(cause as NodeJS.ErrnoException, at);
      await pause(retryMs);
    }
  }
}

function bind(server: Server, at: Place): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: at.host, port: at.port }, () => {
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
