import { expect, it } from 'vitest';
import { minimapSize, sightAbout } from './minimap-geometry.ts';

const picture = { width: 3_000, height: 1_000 };

it('shows the whole picture in its proportions', () => {
  expect(minimapSize(picture, { width: 150, height: 100 })).toEqual({ width: 150, height: 50, ratio: 0.05 });
  expect(minimapSize({ width: 500, height: 1_000 }, { width: 150, height: 100 })).toMatchObject({
    width: 50,
    height: 100,
  });
});

it('brings what is pointed at into the middle, and stays within the picture', () => {
  const frame = { width: 1_000, height: 400 };
  const at = (x: number, y: number) => sightAbout({ x, y }, { ratio: 0.05, picture, frame });
  expect(at(75, 25)).toEqual({ left: 1_000, top: 300 });
  expect(at(0, 0)).toEqual({ left: 0, top: 0 });
  expect(at(150, 50)).toEqual({ left: 2_000, top: 600 });
});
