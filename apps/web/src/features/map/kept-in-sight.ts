import { boxOf, type MapLayout, nodeAt } from './map-layout.ts';

interface Point {
  x: number;
  y: number;
}

/**
 * How far a map is scrolled in another layout, so that the node at a point of its frame stays there; where there is none,
 * about the same part of the map. All in CSS pixels.
 */
export function scrollKeeping(
  point: Point,
  { scrolled, from, to }: { scrolled: { left: number; top: number }; from: MapLayout; to: MapLayout },
): { left: number; top: number } {
  const was = { x: scrolled.left + point.x, y: scrolled.top + point.y };
  const index = nodeAt(from, was.x, was.y);
  const box = index === null ? null : boxOf(to, index);
  const is =
    box === null
      ? { x: (was.x * to.width) / Math.max(1, from.width), y: (was.y * to.height) / Math.max(1, from.height) }
      : { x: box.x + box.size / 2, y: box.y + box.size / 2 };
  return { left: Math.max(0, is.x - point.x), top: Math.max(0, is.y - point.y) };
}
