import { type FrameworkId, fitsIn, type NodeId, type Resources } from '@gantry/model';

/** What a framework does not want to be offered for a while: this much of the node, or less. */
interface Filter {
  untilAtMs: number;
  resources: Resources;
}

const keyOf = (role: string, nodeId: NodeId) => `${role} ${nodeId}`;

/**
 * What frameworks refused, by role and node. In memory only, as the leases are: after a load everything is offered once
 * more. A step that is discarded leaves them as they were.
 */
export class OfferFilters {
  readonly #filters = new Map<FrameworkId, Map<string, Filter>>();
  /** How to take back what was changed since `begin`, the last change last. */
  #undo: (() => void)[] = [];

  begin(): void {
    this.#undo = [];
  }

  goBack(): void {
    for (const undo of this.#undo.reverse()) undo();
    this.#undo = [];
  }

  refuse(framework: FrameworkId, of: { role: string; nodeId: NodeId }, filter: Filter): void {
    this.#set(framework, keyOf(of.role, of.nodeId), filter);
  }

  refuses(framework: FrameworkId, of: { role: string; nodeId: NodeId; resources: Resources }): boolean {
    const filter = this.#filters.get(framework)?.get(keyOf(of.role, of.nodeId));
    return filter !== undefined && fitsIn(of.resources, filter.resources);
  }

  /** Forgets all filters for these roles of a framework. */
  clear(framework: FrameworkId, roles: readonly string[]): void {
    const cleared = new Set(roles);
    for (const key of [...(this.#filters.get(framework)?.keys() ?? [])]) {
      if (cleared.has(key.slice(0, key.lastIndexOf(' ')))) this.#set(framework, key, null);
    }
  }

  /** Forgets those whose time is over; returns whether there were any, and when the next one's is. */
  expire(framework: FrameworkId, nowMs: number): { some: boolean; nextAtMs: number | null } {
    let [some, nextAtMs] = [false, null as number | null];
    for (const [key, { untilAtMs }] of [...(this.#filters.get(framework) ?? [])]) {
      if (untilAtMs > nowMs) nextAtMs = Math.min(nextAtMs ?? untilAtMs, untilAtMs);
      else {
        some = true;
        this.#set(framework, key, null);
      }
    }
    return { some, nextAtMs };
  }

  #set(framework: FrameworkId, key: string, filter: Filter | null): void {
    const before = this.#filters.get(framework)?.get(key) ?? null;
    this.#undo.push(() => this.#write(framework, key, before));
    this.#write(framework, key, filter);
  }

  #write(framework: FrameworkId, key: string, filter: Filter | null): void {
    const own = this.#filters.get(framework) ?? new Map<string, Filter>();
    if (filter === null) own.delete(key);
    else own.set(key, filter);
    if (own.size === 0) this.#filters.delete(framework);
    else this.#filters.set(framework, own);
  }
}
