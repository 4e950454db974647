import type { TrafficKind } from '@gantry/model';

/** Where a task answers. `id` is the task's: the same one under another address is another backend. */
export interface Backend {
  id: string;
  host: string;
  port: number;
}

/** The ready tasks behind one port of a service. */
export interface Pool {
  /** Unique and of letters, digits, `-`, `_`, `.`: namespace, name and port of the service. */
  key: string;
  traffic: TrafficKind;
  backends: readonly Backend[];
  /** Requests of one client go to one backend for this long. null: each for itself. */
  affinitySeconds: number | null;
  /** What is under way to a backend that leaves may take this long. */
  drainMs: number;
}

/** Requests for this host and path prefix go to this pool. */
export interface Route {
  /** null: any host. `*.example.org`: one more label before it. */
  host: string | null;
  pathPrefix: string;
  pool: string;
  /** Answered with the way to where this is served over TLS: the same host and path, at this port. Left out: by the pool. */
  toTlsPort?: number;
}

/** What proves that a host is who it says, as PEM. `key` is secret. */
export interface Certificate {
  /** As in a route; null: for every host that has none of its own. */
  host: string | null;
  certificate: string;
  key: string;
}

/** One address and port that is listened on. With `tcp` it has exactly one route, whose host and path say nothing. */
export interface Frontend {
  address: string;
  port: number;
  traffic: TrafficKind;
  routes: readonly Route[];
  /** With these it speaks TLS, and refuses hosts that have none. null: it speaks as it is. */
  tls: readonly Certificate[] | null;
}

export interface Traffic {
  pools: readonly Pool[];
  frontends: readonly Frontend[];
}

/**
 * Carries traffic from frontends to backends. Drivers: one in this process, which needs nothing; HAProxy.
 * Both pass the contract suite of testing/proxy-contract.ts.
 */
export interface ServiceProxy {
  readonly name: 'embedded' | 'haproxy';
  /**
   * Makes it so. Resolves when nothing new goes to a backend that left and what was under way to it is over, or its
   * drain time is. May be called again before that; each call stands for itself.
   */
  apply(traffic: Traffic): Promise<void>;
  /** What could not be done, in sentences: a port that another program has. */
  readonly troubles: readonly string[];
  close(): Promise<void>;
}
