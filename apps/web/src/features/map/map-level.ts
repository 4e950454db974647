/** How a map draws its nodes. Cards and tiles are elements; many more than that are pixels. */
export type MapLevel = 'cards' | 'tiles' | 'pixels';

const mostCards = 12;
const mostTiles = 120;

/** The level that a number of nodes asks for. */
export function mapLevel(nodes: number): MapLevel {
  if (nodes <= mostCards) return 'cards';
  return nodes <= mostTiles ? 'tiles' : 'pixels';
}
