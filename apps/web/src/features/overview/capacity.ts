import type { NodeLoad } from '@gantry/client';
import type { NodeRecord, OfferRecord, Resources } from '@gantry/model';

export type CapacityKind = keyof Resources;

export interface Capacity {
  kind: CapacityKind;
  total: number;
  /** Held by tasks. */
  reserved: number;
  /** Out in offers that are not answered yet. */
  offered: number;
  free: number;
  /** The most that one node still has. */
  largestHole: number;
}

/** Cluster-wide room of each kind. Nodes that cannot be reached have none. */
export function capacityOf(
  nodes: readonly NodeRecord[],
  loads: readonly NodeLoad[],
  offers: readonly OfferRecord[],
): Capacity[] {
  const ready = nodes.filter((node) => node.status === 'ready');
  const allocated = new Map(loads.map((load) => [load.nodeId, load.allocated]));
  const outstanding = offers.filter((offer) => offer.state === 'outstanding');
  const kinds: CapacityKind[] = ['cpuMillis', 'memoryBytes', 'diskBytes', 'gpus'];
  return kinds.map((kind) => {
    const total = sum(ready, (node) => node.resources[kind]);
    const offered = sum(outstanding, (offer) => offer.resources[kind]);
    // What the server counts as allocated includes outstanding offers: they are held too.
    const held = sum(ready, (node) => allocated.get(node.id)?.[kind] ?? 0);
    const holes = ready.map((node) => node.resources[kind] - (allocated.get(node.id)?.[kind] ?? 0));
    return {
      kind,
      total,
      reserved: Math.max(0, held - offered),
      offered,
      free: Math.max(0, total - held),
      largestHole: Math.max(0, ...holes),
    };
  });
}

function sum<T>(items: readonly T[], read: (item: T) => number): number {
  return items.reduce((total, item) => total + read(item), 0);
}
