import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { certificateFor, type UsableCertificate, usableCertificates } from '../certificates.ts';
import type { Frontend, Route, ServiceProxy, Traffic } from '../port.ts';
import { bySpecificity, overTls, routeFor } from '../route-table.ts';
import { HttpConnection, type Router } from './http-connection.ts';
import { PoolState } from './pool-state.ts';
import { TcpConnection } from './tcp-connection.ts';

/** So long a client may be idle between two requests when its frontend closes. */
const closeWithinMs = 1_000;

/** A proxy in this process: needs nothing installed, and nobody's leave beyond that to listen. */
export function createEmbeddedProxy(): ServiceProxy {
  return new EmbeddedProxy();
}

type Asked = Parameters<Router>[0];

interface Open {
  frontend: Frontend;
  server: Server;
  routes: Route[];
  certificates: UsableCertificate[];
  clients: Set<Socket>;
}

function keyOf({ address, port, traffic, tls }: Frontend): string {
  return `${tls === null ? '' : 'tls+'}${traffic}://${address}:${port}`;
}

/** A client that does not come to an agreement within this is gone. */
const handshakeWithinMs = 10_000;

class EmbeddedProxy implements ServiceProxy {
  readonly name = 'embedded';
  readonly #pools = new Map<string, PoolState>();
  readonly #open = new Map<string, Open>();
  readonly #troubles = new Map<string, string[]>();
  #applying: Promise<void> = Promise.resolve();

  get troubles(): readonly string[] {
    return [...this.#troubles.values()].flat();
  }

  apply(traffic: Traffic): Promise<void> {
    const drained = this.#updatePools(traffic);
    this.#applying = this.#applying.then(() => this.#updateFrontends(traffic));
    return Promise.all([drained, this.#applying]).then(() => {});
  }

  async close(): Promise<void> {
    await this.#applying;
    await Promise.all([...this.#open.values()].map((open) => this.#closeFrontend(open, 0)));
    await this.#updatePools({ pools: [...this.#pools.keys()].map(empty), frontends: [] });
    this.#pools.clear();
  }

  #updatePools({ pools }: Traffic): Promise<void> {
    const wanted = new Map(pools.map((pool) => [pool.key, pool]));
    const drained = [...this.#pools.values()].flatMap((state) =>
      wanted.has(state.key) ? [] : [state.update(empty(state.key))],
    );
    for (const key of this.#pools.keys()) if (!wanted.has(key)) this.#pools.delete(key);
    for (const pool of pools) {
      const state = this.#pools.get(pool.key) ?? new PoolState(pool);
      this.#pools.set(pool.key, state);
      drained.push(state.update(pool));
    }
    return Promise.all(drained).then(() => {});
  }

  async #updateFrontends({ frontends }: Traffic): Promise<void> {
    const wanted = new Map(frontends.map((frontend) => [keyOf(frontend), frontend]));
    for (const key of this.#troubles.keys()) if (!wanted.has(key)) this.#troubles.delete(key);
    const gone = [...this.#open].filter(([key]) => !wanted.has(key));
    for (const [key] of gone) this.#open.delete(key);
    await Promise.all(gone.map(([, open]) => this.#closeFrontend(open, closeWithinMs)));
    await Promise.all([...wanted].map(([key, frontend]) => this.#openFrontend(key, frontend)));
  }

  async #openFrontend(key: string, frontend: Frontend): Promise<void> {
    const { usable, troubles } = usableCertificates(frontend.tls ?? []);
    const routes = bySpecificity(frontend.routes);
    const known = this.#open.get(key);
    if (known !== undefined) {
      Object.assign(known, { routes, certificates: usable });
      this.#troubles.set(key, troubles);
      return;
    }
    const open: Open = {
      ...{ frontend, routes, certificates: usable, clients: new Set() },
      server:
        frontend.tls === null ? createServer({ allowHalfOpen: true }) : tlsServer(() => open.certificates),
    };
    this.#listenTo(open);
    const trouble = await listening(open.server, frontend);
    if (trouble === null) this.#open.set(key, open);
    this.#troubles.set(key, trouble === null ? troubles : [trouble]);
  }

  #listenTo(open: Open): void {
    const { server, clients, frontend } = open;
    server.on('connection', (client: Socket) => {
      clients.add(client);
      client.once('close', () => clients.delete(client));
    });
    server.on(frontend.tls === null ? 'connection' : 'secureConnection', (client: Socket) =>
      this.#accept(open, client),
    );
  }

  #accept(open: Open, client: Socket): void {
    if (open.frontend.traffic === 'http') {
      const router = (asked: Asked) => this.#answererOf(routeFor(open.routes, asked.host, asked.path), asked);
      new HttpConnection(client, router, open.frontend.tls === null ? 'http' : 'https');
      return;
    }
    const pool = this.#poolOf(open.routes[0]?.pool ?? null);
    if (pool === null) client.destroy();
    else new TcpConnection(client, pool);
  }

  #answererOf(route: Route | null, { host, target }: Asked): PoolState | { location: string } | null {
    if (route?.toTlsPort !== undefined) return { location: overTls(host, route.toTlsPort, target) };
    return this.#poolOf(route?.pool ?? null);
  }

  #poolOf(key: string | null): PoolState | null {
    return key === null ? null : (this.#pools.get(key) ?? null);
  }

  async #closeFrontend({ server, clients }: Open, graceMs: number): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    const timer = setTimeout(() => {
      for (const client of clients) client.destroy();
    }, graceMs);
    await closed;
    clearTimeout(timer);
  }
}

const empty = (key: string) => ({
  ...{ key, traffic: 'tcp' as const, backends: [], affinitySeconds: null, drainMs: 0 },
});

/** Speaks TLS with those who ask for a host that has a certificate, and with nobody else. */
function tlsServer(certificates: () => readonly UsableCertificate[]): Server {
  const server = createTlsServer({
    ...{ allowHalfOpen: true, handshakeTimeout: handshakeWithinMs, ALPNProtocols: ['http/1.1'] },
    SNICallback: (name, answer) => {
      const found = certificateFor(certificates(), name);
      if (found === null) answer(new Error('no certificate for this host'));
      else answer(null, found.context);
    },
  });
  // A client that turns away again is nobody's trouble.
  server.on('tlsClientError', () => {});
  return server;
}

/** null when it listens. Several agents of one machine share a port: the kernel deals out the connections. */
function listening(server: Server, { address, port }: Frontend): Promise<string | null> {
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'another program has it' : error.message;
      resolve(`Cannot listen on ${address}:${port}: ${why}.`);
    });
    server.listen({ host: address, port, reusePort: true, backlog: 1_024 }, () => resolve(null));
  });
}
