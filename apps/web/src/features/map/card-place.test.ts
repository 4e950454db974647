import { expect, it } from 'vitest';
import { cardPlace } from './card-place.ts';

const sight = { left: 100, top: 50, width: 800, height: 400 };
const card = { width: 256, height: 90 };

it('stands beside the tile towards the middle: above it in the lower rows', () => {
  expect(cardPlace({ x: 120, y: 60, size: 20 }, sight, card)).toEqual({ left: 144, top: 84 });
  expect(cardPlace({ x: 860, y: 420, size: 20 }, sight, card)).toEqual({ left: 600, top: 326 });
});

it('is never over the edge of what is in sight', () => {
  const narrow = { left: 0, top: 0, width: 300, height: 200 };
  for (const x of [0, 100, 140, 280])
    for (const y of [0, 90, 180]) {
      const { left, top } = cardPlace({ x, y, size: 20 }, narrow, card);
      expect(left).toBeGreaterThanOrEqual(0);
      expect(left + card.width).toBeLessThanOrEqual(narrow.width);
      expect(top).toBeGreaterThanOrEqual(0);
      expect(top + card.height).toBeLessThanOrEqual(narrow.height);
    }
});
