import type { NodeLoad } from '@gantry/client';
import type { NodeRecord, OfferRecord, Resources } from '@gantry/model';
import type { ClusterUse } from '../../live/cluster-use.ts';
import { formatCount } from '../../shared/format/quantity.ts';

export type CapacityKind = keyof Resources;

export interface Capacity {
  kind: CapacityKind;
  total: number;
  /** What the agents measured, of whatever runs there; null: not measured. */
  used: number | null;
  /** Held by tasks. */
  reserved: number;
  /** Out in offers that are not answered yet. */
  offered: number;
  free: number;
  /** The most that one node still has. */
  largestHole: number;
}

const kinds = ['cpuMillis', 'memoryBytes', 'diskBytes', 'gpus'] as const;

/** Cluster-wide room of each kind. Nodes that cannot be reached have none. */
export function capacityOf(
  nodes: readonly NodeRecord[],
  loads: readonly NodeLoad[],
  offers: readonly OfferRecord[],
  used: Partial<Resources> | null = null,
): Capacity[] {
  const ready = new Map(nodes.flatMap((node) => (node.status === 'ready' ? [[node.id, node]] : [])));
  const loaded = new Set<string>();
  const sums = kinds.map((kind) => ({ kind, total: 0, held: 0, offered: 0, largestHole: 0 }));
  for (const { nodeId, allocated } of loads) {
    const node = ready.get(nodeId);
    if (node === undefined) continue;
    loaded.add(nodeId);
    for (const sum of sums) addNode(sum, node.resources[sum.kind], allocated[sum.kind]);
  }
  for (const node of ready.values())
    if (!loaded.has(node.id)) for (const sum of sums) addNode(sum, node.resources[sum.kind], 0);
  for (const { state, resources } of offers)
    if (state === 'outstanding') for (const sum of sums) sum.offered += resources[sum.kind];
  return sums.map(({ kind, total, held, offered, largestHole }) => ({
    ...{ kind, total, offered, largestHole, used: used?.[kind] ?? null },
    // What the server counts as allocated includes outstanding offers: they are held too.
    reserved: Math.max(0, held - offered),
    free: Math.max(0, total - held),
  }));
}

/** `in use on 2 of 3 nodes`: a part is not told as the whole. */
export function inUseWords(use: Pick<ClusterUse, 'measured' | 'ready'> | null): string {
  if (use === null || use.measured >= use.ready) return 'in use';
  return `in use on ${formatCount(use.measured)} of ${formatCount(use.ready)} nodes`;
}

function addNode(sum: { total: number; held: number; largestHole: number }, has: number, held: number): void {
  sum.total += has;
  sum.held += held;
  sum.largestHole = Math.max(sum.largestHole, has - held);
}
