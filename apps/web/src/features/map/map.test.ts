import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Tone, tones } from '../../shared/tone.ts';
import { layoutMap, nodeAt, tileBox } from './map-layout.ts';
import type { MapNode } from './map-node.ts';
import { type Palette, rowColours } from './map-raster.ts';

const groups = fc
  .array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 20 })
  .map((counts) => counts.map((count, index) => ({ name: `rack ${index}`, count })));

describe('the map’s layout', () => {
  it('finds every node again under its own tile', () => {
    fc.assert(
      fc.property(groups, fc.integer({ min: 320, max: 1_600 }), (list, width) => {
        const layout = layoutMap({ groups: list, width, height: 700 });
        for (const group of layout.groups) {
          for (const offset of [0, Math.floor(group.count / 2), group.count - 1]) {
            const { x, y, size } = tileBox(layout, group, offset);
            expect(nodeAt(layout, x + size / 2, y + size / 2)).toBe(group.first + offset);
          }
        }
      }),
    );
  });

  it('keeps all tiles inside its width', () => {
    fc.assert(
      fc.property(groups, fc.integer({ min: 320, max: 1_600 }), (list, width) => {
        const layout = layoutMap({ groups: list, width, height: 700 });
        for (const group of layout.groups) expect(group.x + group.width).toBeLessThanOrEqual(width + 1);
      }),
    );
  });

  it('fits ten thousand nodes on a screen', () => {
    const racks = Array.from({ length: 40 }, (_, index) => ({ name: `rack ${index}`, count: 250 }));
    const layout = layoutMap({ groups: racks, width: 1_360, height: 720 });
    expect(layout.height).toBeLessThanOrEqual(720);
    expect(layout.tile).toBeGreaterThanOrEqual(5);
  });
});

describe('a tile', () => {
  const palette: Palette = {
    free: 1,
    tones: Object.fromEntries(tones.map((tone, index) => [tone, index + 10])) as Palette['tones'],
  };
  const node = (counts: [Tone, number][], fillRatio: number) =>
    ({
      counts: new Map(counts),
      fillRatio,
      containers: counts.reduce((sum, [, count]) => sum + count, 0),
    }) as unknown as MapNode;

  it('fills from the bottom by the reserved share', () => {
    const rows = rowColours(node([['running', 4]], 0.5), 10, palette);
    expect(rows).toEqual([1, 1, 1, 1, 1, ...Array(5).fill(palette.tones.running)]);
  });

  it('shows one failed container among fifty as two pixels at least', () => {
    const rows = rowColours(
      node(
        [
          ['running', 49],
          ['failed', 1],
        ],
        0.8,
      ),
      12,
      palette,
    );
    expect(rows.filter((colour) => colour === palette.tones.failed)).toHaveLength(2);
  });

  it('is free where nothing is', () => {
    expect(rowColours(node([], 0), 4, palette)).toEqual([1, 1, 1, 1]);
  });
});
