import type { Backend, Pool } from '../port.ts';
import type { Slot } from './haproxy-config.ts';

/** More places than backends, so that a rolling update or a scaling finds some without a reload. */
const leastSlots = 8;

/** The places of one pool, and who is in them. */
export class PoolSlots {
  pool: Pool;
  readonly #slots: Slot[];
  readonly #leaving = new Set<number>();

  constructor(pool: Pool) {
    this.pool = pool;
    this.#slots = Array<Slot>(Math.max(leastSlots, 2 * pool.backends.length)).fill(null);
    for (const [index, backend] of pool.backends.entries()) this.#slots[index] = backend;
  }

  /** Those that leave have left: a reload gives their places to nobody. */
  get slots(): readonly Slot[] {
    return this.#slots.map((slot, index) => (this.#leaving.has(index) ? null : slot));
  }

  /** What to do to follow; null: there are not enough places, or it is another kind of pool. */
  follow(pool: Pool): { entering: Map<string, Backend>; leaving: Map<number, string> } | null {
    const { traffic, affinitySeconds } = this.pool;
    if (pool.traffic !== traffic || pool.affinitySeconds !== affinitySeconds) return null;
    const wanted = new Map(pool.backends.map((backend) => [textOf(backend), backend]));
    const leaving = new Map<number, string>();
    for (const [index, slot] of this.#slots.entries()) {
      if (slot === null || this.#leaving.has(index)) continue;
      if (!wanted.delete(textOf(slot))) leaving.set(index, serverName(index));
    }
    const entering = new Map<string, Backend>();
    const free = [...this.#slots.keys()].filter((index) => this.#slots[index] === null);
    if (free.length < wanted.size) return null;
    this.pool = pool;
    for (const backend of wanted.values()) {
      const index = free.shift()!;
      this.#slots[index] = backend;
      entering.set(serverName(index), backend);
    }
    for (const index of leaving.keys()) this.#leaving.add(index);
    return { entering, leaving };
  }

  /** Nothing is under way to it any more. */
  free(index: number): void {
    this.#leaving.delete(index);
    this.#slots[index] = null;
  }
}

const serverName = (index: number) => `s${index + 1}`;
const textOf = ({ id, host, port }: Backend) => `${id} ${host} ${port}`;
