import type { TileBox } from './map-layout.ts';
import type { Sight } from './minimap-geometry.ts';

/** Between a tile and the card about it. */
const gap = 4;

/**
 * Where the card of a tile goes, in CSS pixels of the map: beside it and above or below, towards the middle of what is in
 * sight, and never over the edge of that.
 */
export function cardPlace(
  tile: TileBox,
  sight: Sight,
  card: { width: number; height: number },
): { left: number; top: number } {
  const before = (at: number, size: number) => at - gap - size;
  const after = (at: number) => at + tile.size + gap;
  const half = tile.size / 2;
  const isRight = tile.x + half > sight.left + sight.width / 2;
  const isLow = tile.y + half > sight.top + sight.height / 2;
  return {
    left: within(isRight ? before(tile.x, card.width) : after(tile.x), {
      from: sight.left,
      to: sight.left + sight.width - card.width,
    }),
    top: within(isLow ? before(tile.y, card.height) : after(tile.y), {
      from: sight.top,
      to: sight.top + sight.height - card.height,
    }),
  };
}

const within = (at: number, { from, to }: { from: number; to: number }) => Math.max(from, Math.min(at, to));
