import { expect, it } from 'vitest';
import { stepAmong } from './spatial-step.ts';

/** Three rows of three, the last with one alone. */
const boxes = Array.from({ length: 7 }, (_, index) => {
  const [left, top] = [(index % 3) * 110, Math.floor(index / 3) * 60];
  return { left, top, right: left + 100, bottom: top + 50 };
});

it('goes with the arrows to what is beside, above and below', () => {
  expect(
    [1, 1, 1, 4].map((at, place) =>
      stepAmong(boxes, at, ['ArrowLeft', 'ArrowRight', 'ArrowDown', 'ArrowUp'][place]!),
    ),
  ).toEqual([0, 2, 4, 1]);
});

it('goes down to the nearest where there is none straight below, and nowhere beyond the edge', () => {
  expect(stepAmong(boxes, 5, 'ArrowDown')).toBe(6);
  expect(stepAmong(boxes, 6, 'ArrowDown')).toBeNull();
  expect(stepAmong(boxes, 0, 'ArrowLeft')).toBeNull();
  expect(stepAmong(boxes, 6, 'ArrowRight')).toBeNull();
  expect(stepAmong(boxes, 2, 'ArrowUp')).toBeNull();
  expect(stepAmong(boxes, 2, 'a')).toBeNull();
});
