import type { NodeLoad } from '@gantry/client';
import type { NodeRecord } from '@gantry/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tone } from '../../shared/tone.ts';
import { hues } from './map-hue.ts';
import { boxOf, layoutMap, nodeAt, tileBox } from './map-layout.ts';
import { LoadMap, type MapNode, mapSentence } from './map-node.ts';
import { type Palette, paintMap, patchMap, rowColours } from './map-raster.ts';
import { bufferScale } from './map-surface.ts';

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
            expect(boxOf(layout, group.first + offset)).toEqual({ x, y, size });
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

  it('gives few nodes tiles that can be seen into, and larger ones with a zoom', () => {
    const tileOf = (count: number, zoom: number) =>
      layoutMap({ groups: [{ name: '', count }], width: 1_360, height: 720, zoom }).tile;
    expect(tileOf(121, 1)).toBe(72);
    for (const count of [121, 400, 680, 1_500, 10_000])
      for (const zoom of [1.5, 2, 3]) {
        expect(tileOf(count, zoom)).toBeGreaterThan(tileOf(count, 1) * (zoom - 0.3));
        expect(tileOf(count, zoom)).toBeLessThanOrEqual(72 * zoom);
      }
  });

  it('is painted with no more pixels than a buffer may hold, and never finer than twice the page’s', () => {
    expect(bufferScale({ width: 1_000, height: 700 }, 3)).toBe(2);
    expect(bufferScale({ width: 1_000, height: 700 }, 1.5)).toBe(1.5);
    const large = { width: 7_000, height: 4_000 };
    const scale = bufferScale(large, 2);
    expect(large.width * scale * large.height * scale).toBeCloseTo(4_096 * 2_304);
  });
});

describe('a tile', () => {
  const palette: Palette = {
    lit: 99,
    free: 1,
    tones: Object.fromEntries(hues.map((tone, index) => [tone, index + 10])) as Palette['tones'],
  };
  const node = (counts: [Tone, number][], fillRatio: number) =>
    ({
      parts: counts.toReversed(),
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

describe('a map of counts', () => {
  const nodes = ['n2', 'n10', 'n1'].map((name) => ({ id: name, name }) as unknown as NodeRecord);
  const record = (node: NodeRecord): NodeRecord => ({
    ...node,
    status: 'ready',
    cordoned: false,
    drain: null,
    resources: { cpuMillis: 1_000, memoryBytes: 1_000, diskBytes: 0, gpus: 0 },
  });
  const load = (nodeId: string, ready: number): NodeLoad => ({
    nodeId: nodeId as NodeLoad['nodeId'],
    allocated: { cpuMillis: 500, memoryBytes: 0, diskBytes: 0, gpus: 0 },
    ...{ tasks: 4, ready, starting: 0, stopping: 0, lost: 0, meanCreatedAtMs: null },
  });

  it('gives the same object for a node that did not change, in the order of names', () => {
    const map = new LoadMap();
    const records = nodes.map(record);
    const loads = new Map(records.map(({ id }) => [id as string, load(id, 4)]));
    const first = map.of(records, (id) => loads.get(id));
    loads.set('n2', load('n2', 3));
    const second = map.of(records, (id) => loads.get(id));
    expect(second.map(({ node }) => node.name)).toEqual(['n1', 'n2', 'n10']);
    expect(second.map((entry, index) => entry === first[index])).toEqual([true, false, true]);
    expect([...second[1]!.counts]).toEqual([
      ['running', 3],
      ['degraded', 1],
    ]);
    // In the words of the legend.
    expect(mapSentence(second, '')).toMatch(/ · 1 not ready$/);
  });

  it('is patched to the very pixels of a map that is painted anew', () => {
    const map = new LoadMap();
    const records = nodes.map(record);
    const loads = new Map(records.map(({ id }) => [id as string, load(id, 4)]));
    const layout = layoutMap({ groups: [{ name: '', count: 3 }], width: 200, height: 100 });
    const tonePixels = Object.fromEntries(hues.map((tone, index) => [tone, index + 10]));
    const palette = { free: 1, lit: 99, tones: tonePixels as Palette['tones'] };
    const paint = (list: readonly MapNode[]) => {
      const pixels = new Uint32Array(200 * 100);
      paintMap(pixels, 200, { nodes: list, layout, scale: 1, palette });
      return pixels;
    };
    const first = map.of(records, (id) => loads.get(id));
    const pixels = paint(first);
    loads.set('n2', load('n2', 1));
    const second = map.of(records, (id) => loads.get(id));
    expect(patchMap(pixels, 200, { nodes: second, last: first, layout, scale: 1, palette })).toHaveLength(1);
    expect(pixels).toEqual(paint(second));
  });
});

describe('nodes that are lit', () => {
  it('keep their colour in a frame, and the others are faint', () => {
    const palette = {
      lit: 99,
      free: 0xff102030,
      tones: Object.fromEntries(hues.map((tone) => [tone, 0xff112233])) as Palette['tones'],
    };
    const nodes = ['a', 'b'].map(
      (id) =>
        ({
          node: { id },
          tone: 'running',
          parts: [],
          fillRatio: 0,
          containers: 0,
        }) as unknown as MapNode,
    );
    const layout = layoutMap({ groups: [{ name: '', count: 2 }], width: 100, height: 60 });
    const pixels = new Uint32Array(layout.width * layout.height);
    const [group] = layout.groups;
    const colourOf = (index: number, inset = 2) => {
      const { x, y } = tileBox(layout, group!, index);
      return pixels[(y + inset) * layout.width + x + inset];
    };
    paintMap(pixels, layout.width, { nodes, layout, scale: 1, palette, lit: new Set(['b']) });
    expect([colourOf(0), colourOf(1), colourOf(1, 0)]).toEqual([0x48102030, 0xff102030, palette.lit]);
    paintMap(pixels, layout.width, { nodes, layout, scale: 1, palette });
    expect([colourOf(0), colourOf(1)]).toEqual([0xff102030, 0xff102030]);
  });
});

describe('a cordoned node', () => {
  const nodes = [true, false].map(
    (cordoned, index) =>
      ({
        node: { id: `n${index}`, cordoned },
        ...{ tone: 'running', parts: [['running', 1]], fillRatio: 1, containers: 1 },
      }) as unknown as MapNode,
  );
  const palette = {
    ...{ lit: 99, free: 1 },
    tones: Object.fromEntries(hues.map((tone, index) => [tone, index + 10])) as Palette['tones'],
  };

  it.each([1, 0.5, 1.5])('has a bar on top and no other has, with %s pixels for one', (scale) => {
    const layout = layoutMap({ groups: [{ name: '', count: 2 }], width: 160, height: 100 });
    const stride = Math.round(layout.width * scale);
    const pixels = new Uint32Array(stride * Math.round(layout.height * scale));
    paintMap(pixels, stride, { nodes, layout, scale, palette });
    const at = (index: number, row: number) => {
      const { x, y } = boxOf(layout, index)!;
      return pixels[(Math.round(y * scale) + row) * stride + Math.round(x * scale) + 2];
    };
    const { pending, running } = palette.tones;
    expect([at(0, 0), at(0, 12), at(1, 0), at(1, 12)]).toEqual([pending, running, running, running]);
  });

  it('is counted in the sentence over the map', () => {
    const cordoned = { ...nodes[0]!, tone: 'pending', counts: new Map() } as MapNode;
    expect(mapSentence([cordoned], '1,234 on no node yet')).toBe(
      '1 node · 1 container · 1 node cordoned · 1,234 on no node yet',
    );
  });
});
