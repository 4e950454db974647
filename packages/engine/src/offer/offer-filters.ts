import { type FrameworkId, fitsIn, type NodeId, type Resources } from '@gantry/model';

/** What a framework does not want to be offered for a while: this much of the node, or less, without another volume. */
interface Filter {
  untilAtMs: number;
  resources: Resources;
  /** Of which it knows already that it could have them. */
  volumes: readonly string[];
}

/** What it would be offered. */
interface Offered {
  role: string;
  nodeId: NodeId;
  resources: Resources;
  /** Asked for only where something was refused. */
  volumes(): readonly string[];
}

type ByRole = Map<string, Filter>;

/**
 * What frameworks refused, by node and role. In memory only, as the leases are: after a load everything is offered once
 * more. A step that is discarded leaves them as they were.
 */
export class OfferFilters {
  readonly #filters = new Map<FrameworkId, Map<NodeId, ByRole>>();
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
    this.#set(framework, of, filter);
  }

  refuses(framework: FrameworkId, of: Offered): boolean {
    const filter = this.#filters.get(framework)?.get(of.nodeId)?.get(of.role);
    if (filter === undefined || !fitsIn(of.resources, filter.resources)) return false;
    return of.volumes().every((id) => filter.volumes.includes(id));
  }

  /** Until when the last of what it refused in the role is not offered to it again; null: it refused nothing. */
  lastUntil(framework: FrameworkId, role: string): number | null {
    const own = this.#of(framework).filter((one) => one.role === role);
    return own.length === 0 ? null : Math.max(...own.map(({ untilAtMs }) => untilAtMs));
  }

  /** Forgets all filters for these roles of a framework. */
  clear(framework: FrameworkId, roles: readonly string[]): void {
    for (const { nodeId, role } of this.#of(framework))
      if (roles.includes(role)) this.#set(framework, { nodeId, role }, null);
  }

  /** Forgets those whose time is over; returns the nodes that they were about, and when the next one's time is over. */
  expire(framework: FrameworkId, nowMs: number): { nodes: NodeId[]; nextAtMs: number | null } {
    const nodes: NodeId[] = [];
    let nextAtMs: number | null = null;
    for (const { nodeId, role, untilAtMs } of this.#of(framework)) {
      if (untilAtMs > nowMs) nextAtMs = Math.min(nextAtMs ?? untilAtMs, untilAtMs);
      else {
        nodes.push(nodeId);
        this.#set(framework, { nodeId, role }, null);
      }
    }
    return { nodes, nextAtMs };
  }

  #of(framework: FrameworkId): { nodeId: NodeId; role: string; untilAtMs: number }[] {
    return [...(this.#filters.get(framework) ?? [])].flatMap(([nodeId, byRole]) =>
      Array.from(byRole, ([role, { untilAtMs }]) => ({ nodeId, role, untilAtMs })),
    );
  }

  #set(framework: FrameworkId, of: { role: string; nodeId: NodeId }, filter: Filter | null): void {
    const before = this.#filters.get(framework)?.get(of.nodeId)?.get(of.role) ?? null;
    this.#undo.push(() => this.#write(framework, of, before));
    this.#write(framework, of, filter);
  }

  #write(framework: FrameworkId, { nodeId, role }: { role: string; nodeId: NodeId }, filter: Filter | null) {
    const own = this.#filters.get(framework) ?? new Map<NodeId, ByRole>();
    const byRole: ByRole = own.get(nodeId) ?? new Map();
    if (filter === null) byRole.delete(role);
    else byRole.set(role, filter);
    if (byRole.size === 0) own.delete(nodeId);
    else own.set(nodeId, byRole);
    if (own.size === 0) this.#filters.delete(framework);
    else this.#filters.set(framework, own);
  }
}
