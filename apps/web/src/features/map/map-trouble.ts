import { formatCount } from '../../shared/format/quantity.ts';
import type { MapNode } from './map-node.ts';
import type { LitNodes } from './map-raster.ts';

/** Where something is wrong: a node that is lost, or one with containers that failed or are not ready. */
export const isTroubled = ({ tone, counts }: MapNode): boolean =>
  tone === 'unknown' || counts.has('failed') || counts.has('degraded');

/** Index of the next such node after `at`, round the end; of those that are lit, if some are. null: there is none. */
export function nextTrouble(nodes: readonly MapNode[], at: number, lit: LitNodes): number | null {
  for (let offset = 1; offset <= nodes.length; offset += 1) {
    const index = (at + offset) % nodes.length;
    const entry = nodes[index];
    if (entry === undefined || (lit !== null && !lit.has(entry.node.id))) continue;
    if (isTroubled(entry)) return index;
  }
  return null;
}

/** What is wrong in a group: containers that failed or are not ready; nodes that drain, are lost or cordoned. */
export interface GroupTrouble {
  failed: number;
  degraded: number;
  draining: number;
  unknown: number;
  /** Cordoned nodes: their owner wanted it, so they are told, and are no trouble. */
  pending: number;
}

/** Of containers, the worst first. */
const wordOf = { failed: 'failed', degraded: 'not ready', unknown: 'lost' } as const;
const worstFirst = ['failed', 'degraded', 'unknown'] as const;

/** How many of a node's containers are in which kind of trouble, the worst first. */
export const nodeTroubles = ({ counts }: Pick<MapNode, 'counts'>) =>
  worstFirst.flatMap((tone) => {
    const count = counts.get(tone) ?? 0;
    return count === 0 ? [] : [{ tone, text: `${formatCount(count)} ${wordOf[tone]}` }];
  });

export function troubleOf(
  nodes: readonly MapNode[],
  { first, count }: { first: number; count: number },
): GroupTrouble {
  const trouble: GroupTrouble = { failed: 0, degraded: 0, draining: 0, unknown: 0, pending: 0 };
  for (let index = first; index < first + count; index += 1) {
    const entry = nodes[index];
    if (entry === undefined) continue;
    trouble.failed += entry.counts.get('failed') ?? 0;
    trouble.degraded += entry.counts.get('degraded') ?? 0;
    if (entry.tone === 'draining' || entry.tone === 'unknown' || entry.tone === 'pending')
      trouble[entry.tone] += 1;
  }
  return trouble;
}
