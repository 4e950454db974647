import type { NodeLoad } from '@gantry/client';
import type { NodeRecord } from '@gantry/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tone } from '../../shared/tone.ts';
import { GroupOrder } from './group-order.ts';
import { hues } from './map-hue.ts';
import { layoutMap, nodeAt, tileBox } from './map-layout.ts';
import { LoadMap, type MapNode } from './map-node.ts';
import { type Palette, paintMap, patchMap, rowColours } from './map-raster.ts';

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

describe('nodes in groups', () => {
  const entry = (name: string, rack: string): MapNode =>
    ({ node: { name, labels: { rack }, attributes: {} }, containers: 0 }) as unknown as MapNode;

  it('stay where they are while only what they carry changes', () => {
    const order = new GroupOrder();
    const nodes = [entry('a', '10'), entry('b', '2'), entry('c', '10')];
    const first = order.of(nodes, 'rack');
    expect(first.nodes.map(({ node }) => node.name)).toEqual(['b', 'a', 'c']);
    const busier = nodes.map((one) => ({ ...one, containers: 9 }));
    const second = order.of(busier, 'rack');
    expect(second.groups).toBe(first.groups);
    expect(second.nodes).toEqual([busier[1], busier[0], busier[2]]);
  });

  it('are found anew when one moves, or when they are grouped by something else', () => {
    const order = new GroupOrder();
    const nodes = [entry('a', '1'), entry('b', '2')];
    order.of(nodes, 'rack');
    expect(order.of([nodes[0]!, entry('b', '1')], 'rack').groups).toEqual([{ name: '1', count: 2 }]);
    expect(order.of(nodes, undefined).groups).toEqual([{ name: '', count: 2 }]);
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
