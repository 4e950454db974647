import type { MapNode } from './map-node.ts';
import { isTroubled } from './map-trouble.ts';

/** On a smaller tile less than the half of a usual name is seen. */
const leastNamedPixels = 44;
/** More names than this are not read, and are slow to change. */
const mostNamed = 700;

/** Indexes of the nodes whose names a map shows whose tiles are so large, in CSS pixels. */
export function namedAmong(nodes: readonly MapNode[], tilePixels: number): number[] {
  if (tilePixels < leastNamedPixels) return [];
  const all = [...nodes.keys()];
  if (nodes.length <= mostNamed) return all;
  return all.filter((index) => isTroubled(nodes[index]!)).slice(0, mostNamed);
}
