import type { MapNode } from './map-node.ts';
import { isTroubled } from './map-trouble.ts';

/** From here on a longer name is cut; on smaller tiles it is not there. */
const cutFromPixels = 72;
/** Of the small type, and what is beside a name. */
const letterPixels = 6.5;
const besidePixels = 10;
/** More names than this are not read, and are slow to change. */
const mostNamed = 700;

/** Indexes of the nodes whose names a map shows whose tiles are so large, in CSS pixels. */
export function namedAmong(nodes: readonly MapNode[], tilePixels: number): number[] {
  const longest = tilePixels >= cutFromPixels ? Infinity : (tilePixels - besidePixels) / letterPixels;
  if (longest < 1) return [];
  const isFew = nodes.length <= mostNamed;
  const named: number[] = [];
  for (const [index, entry] of nodes.entries())
    if (entry.node.name.length <= longest && (isFew || isTroubled(entry))) named.push(index);
  return named.slice(0, mostNamed);
}
