import { distinctPart } from './distinct-part.ts';
import type { MapNode } from './map-node.ts';
import { isTroubled } from './map-trouble.ts';

/** From here on so many letters have room that the end of a longer name tells something; on smaller tiles it is not there. */
const cutFromPixels = 72;
/** Of the small type, and what is beside a name. */
const letterPixels = 6.5;
const besidePixels = 10;
/** More names than this are not read, and are slow to change. */
const mostNamed = 700;

/** A name on a tile: of which of the nodes, and as much of it as tells it apart. */
export interface TileName {
  index: number;
  text: string;
}

/** The names that a map shows whose tiles are so large, in CSS pixels. */
export function namedAmong(nodes: readonly MapNode[], tilePixels: number): TileName[] {
  const most = Math.floor((tilePixels - besidePixels) / letterPixels);
  if (most < 1) return [];
  const names = nodes.map(({ node }) => node.name);
  // All whole or all short, or one beside the other would look like a name of another kind.
  const isRoomForAll = names.every((name) => name.length <= most);
  const shorten = isRoomForAll ? (name: string) => name : distinctPart(names);
  const isFew = nodes.length <= mostNamed;
  const named: TileName[] = [];
  for (const [index, entry] of nodes.entries()) {
    if (!isFew && !isTroubled(entry)) continue;
    const short = shorten(entry.node.name);
    const text = short.length > most && tilePixels >= cutFromPixels ? `…${short.slice(1 - most)}` : short;
    if (text.length <= most && named.push({ index, text }) === mostNamed) break;
  }
  return named;
}
