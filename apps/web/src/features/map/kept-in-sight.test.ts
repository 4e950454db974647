import { expect, it } from 'vitest';
import { scrollKeeping } from './kept-in-sight.ts';
import { boxOf, layoutMap, nodeAt } from './map-layout.ts';

const racks = Array.from({ length: 12 }, (_, index) => ({ name: `rack ${index}`, count: 40 }));
const layoutOf = (zoom: number) => layoutMap({ groups: racks, width: 900, height: 500, zoom });

it.each([
  [1, 1.5],
  [1, 3],
  [2, 3],
])('keeps the node under the pointer there, from zoom %s to %s', (before, after) => {
  const [from, to] = [layoutOf(before), layoutOf(after)];
  for (const index of [200, 241, 299]) {
    const box = boxOf(from, index)!;
    const scrolled = { left: Math.max(0, box.x - 300), top: Math.max(0, box.y - 200) };
    const point = { x: box.x + 2 - scrolled.left, y: box.y + 2 - scrolled.top };
    const { left, top } = scrollKeeping(point, { scrolled, from, to });
    expect(nodeAt(to, left + point.x, top + point.y)).toBe(index);
  }
});

it('keeps about the same part where no node is under the pointer, and never scrolls beyond the beginning', () => {
  const [from, to] = [layoutOf(1), layoutOf(2)];
  const point = { x: from.width + 40, y: from.height + 20 };
  const { left, top } = scrollKeeping(point, { scrolled: { left: 0, top: 0 }, from, to });
  expect(left).toBeCloseTo((point.x * to.width) / from.width - point.x);
  expect(top).toBeCloseTo((point.y * to.height) / from.height - point.y);
  expect(scrollKeeping({ x: 5, y: 5 }, { scrolled: { left: 0, top: 0 }, from: to, to: from })).toEqual({
    left: 0,
    top: 0,
  });
});
