import type { Backend, Pool } from '../port.ts';
import type { Upstream } from './upstream.ts';

/** One that refused a connection gets nothing for so long, unless all did. */
const ejectedMs = 1_000;

/** A client that comes again after more than this many others is sent anywhere. */
const mostRemembered = 100_000;

/** A backend with what is under way to it. */
export class BackendState {
  readonly backend: Backend;
  readonly idle: Upstream[] = [];
  isLeaving = false;
  #inFlight = 0;
  #ejectedUntilMs = 0;
  #onIdle: (() => void)[] = [];

  constructor(backend: Backend) {
    this.backend = backend;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  begin(): void {
    this.#inFlight += 1;
  }

  end(): void {
    this.#inFlight -= 1;
    if (this.#inFlight > 0 || !this.isLeaving) return;
    for (const resolve of this.#onIdle.splice(0)) resolve();
  }

  eject(nowMs: number): void {
    this.#ejectedUntilMs = nowMs + ejectedMs;
  }

  isEjected(nowMs: number): boolean {
    return nowMs < this.#ejectedUntilMs;
  }

  /** Gets nothing new from now on. Resolves when nothing is under way, or after `drainMs`. */
  leave(drainMs: number): Promise<void> {
    this.isLeaving = true;
    for (const upstream of this.idle.splice(0)) upstream.destroy();
    if (this.#inFlight === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, drainMs);
      this.#onIdle.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

const keyOf = ({ id, host, port }: Backend) => `${id} ${host} ${port}`;

/** The backends of one pool: who is next, and who is leaving. */
export class PoolState {
  #spec: Pool;
  #backends = new Map<string, BackendState>();
  #order: BackendState[] = [];
  #next = 0;
  #leaving: Promise<void>[] = [];
  readonly #homes = new Map<string, { key: string; untilMs: number }>();

  constructor(spec: Pool) {
    this.#spec = { ...spec, backends: [] };
  }

  get key(): string {
    return this.#spec.key;
  }

  /** Resolves when those that left, now or before, have nothing under way, or their time is over. */
  update(spec: Pool): Promise<void> {
    const wanted = new Map(spec.backends.map((backend) => [keyOf(backend), backend]));
    for (const [key, state] of this.#backends) {
      if (wanted.has(key)) continue;
      this.#backends.delete(key);
      this.#watch(state.leave(spec.drainMs));
    }
    for (const [key, backend] of wanted) {
      if (!this.#backends.has(key)) this.#backends.set(key, new BackendState(backend));
    }
    this.#spec = spec;
    this.#order = [...this.#backends.values()];
    return Promise.all(this.#leaving).then(() => {});
  }

  #watch(left: Promise<void>): void {
    this.#leaving.push(left);
    void left.then(() => {
      this.#leaving = this.#leaving.filter((one) => one !== left);
    });
  }

  /** Whose turn it is; null: there is nobody who was not tried yet. */
  pick(client: string, tried: readonly BackendState[]): BackendState | null {
    const nowMs = performance.now();
    const home = this.#spec.affinitySeconds === null ? null : this.#homeOf(client, nowMs);
    const chosen = home !== null && !tried.includes(home) ? home : this.#turn(tried, nowMs);
    if (chosen !== null && this.#spec.affinitySeconds !== null) this.#remember(client, chosen, nowMs);
    return chosen;
  }

  /** Round robin past those that have more to do than the next one; of those that were ejected only in need. */
  #turn(tried: readonly BackendState[], nowMs: number): BackendState | null {
    const count = this.#order.length;
    let best: BackendState | null = null;
    for (let step = 0; step < count; step++) {
      const one = this.#order[(this.#next + step) % count]!;
      if (tried.includes(one) || (best !== null && isBetter(best, one, nowMs))) continue;
      best = one;
    }
    this.#next = (this.#next + 1) % Math.max(1, count);
    return best;
  }

  #homeOf(client: string, nowMs: number): BackendState | null {
    const home = this.#homes.get(client);
    const state = home === undefined || home.untilMs < nowMs ? undefined : this.#backends.get(home.key);
    return state === undefined || state.isEjected(nowMs) ? null : state;
  }

  #remember(client: string, { backend }: BackendState, nowMs: number): void {
    this.#homes.delete(client);
    this.#homes.set(client, { key: keyOf(backend), untilMs: nowMs + this.#spec.affinitySeconds! * 1000 });
    for (const oldest of this.#homes.keys()) {
      if (this.#homes.size <= mostRemembered) break;
      this.#homes.delete(oldest);
    }
  }
}

function isBetter(best: BackendState, other: BackendState, nowMs: number): boolean {
  const [left, right] = [best.isEjected(nowMs), other.isEjected(nowMs)];
  return left === right ? best.inFlight <= other.inFlight : right;
}
