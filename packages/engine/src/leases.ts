import type { NodeId } from '@gantry/model';

/**
 * When each node was last heard of. In memory only, never in a record: after a load every node gets one full lease
 * before it may be called unreachable (rule NL2).
 */
export class Leases {
  readonly #heardAtMs = new Map<NodeId, number>();
  readonly #leaseMs: number;
  /** Nodes that were never heard of here count from the first step on. */
  #startedAtMs: number | null = null;

  constructor(leaseMs: number) {
    this.#leaseMs = leaseMs;
  }

  begin(nowMs: number): void {
    this.#startedAtMs ??= nowMs;
  }

  hear(nodeId: NodeId, atMs: number): void {
    const before = this.#heardAtMs.get(nodeId);
    if (before === undefined || before < atMs) this.#heardAtMs.set(nodeId, atMs);
  }

  forget(nodeId: NodeId): void {
    this.#heardAtMs.delete(nodeId);
  }

  /** When the node counts as unreachable, unless it is heard of before. */
  endsAtMs(nodeId: NodeId): number {
    return (this.#heardAtMs.get(nodeId) ?? this.#startedAtMs ?? 0) + this.#leaseMs;
  }

  /** We stood still for so long and could not hear: nobody is blamed for it (rule NL3). */
  extend(byMs: number): void {
    if (this.#startedAtMs !== null) this.#startedAtMs += byMs;
    for (const [nodeId, atMs] of this.#heardAtMs) this.#heardAtMs.set(nodeId, atMs + byMs);
  }
}
