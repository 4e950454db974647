import type { Hue } from './map-hue.ts';
import { type MapLayout, tileBox } from './map-layout.ts';
import type { MapNode } from './map-node.ts';

/** Colours as the pixel buffer wants them: 0xAABBGGRR. */
export interface Palette {
  free: number;
  /** The frame of a node that stands out, which may be nearly empty. */
  lit: number;
  tones: Record<Hue, number>;
}

/** The ids of the nodes that stand out; the others are dimmed. null: none does. */
export type LitNodes = ReadonlySet<string> | null;

/** So much of a dimmed tile's colour shows. */
const dimAlpha = 0x48;

/** The least height of a state that is not well, so that one failed container among fifty is seen. */
const leastTroublePixels = 2;

/**
 * Paints all tiles into one integer buffer. A tile fills from the bottom with the reserved share, healthy containers
 * lowest, trouble on top of them. Draining and lost nodes are hatched, cordoned ones have a bar on top.
 */
export function paintMap(
  pixels: Uint32Array,
  stride: number,
  {
    nodes,
    layout,
    scale,
    palette,
    lit = null,
  }: { nodes: readonly MapNode[]; layout: MapLayout; scale: number; palette: Palette; lit?: LitNodes },
): void {
  pixels.fill(0);
  patchMap(pixels, stride, { nodes, last: [], layout, scale, palette, lit });
}

/** Paints the tiles of those nodes that are not the same as they were in `last`. Returns where they are. */
export function patchMap(
  pixels: Uint32Array,
  stride: number,
  {
    nodes,
    last,
    layout,
    scale,
    palette,
    lit = null,
  }: {
    nodes: readonly MapNode[];
    last: readonly MapNode[];
    layout: MapLayout;
    scale: number;
    palette: Palette;
    lit?: LitNodes;
  },
): PixelBox[] {
  const painted: PixelBox[] = [];
  for (const group of layout.groups) {
    for (let offset = 0; offset < group.count; offset += 1) {
      const index = group.first + offset;
      const node = nodes[index];
      if (node === undefined || node === last[index]) continue;
      const { x, y, size } = tileBox(layout, group, offset);
      // Never over the buffer's edge, whatever the scale rounds to.
      const side = Math.max(1, Math.floor(size * scale));
      const box = { x: Math.round(x * scale), y: Math.round(y * scale), size: side };
      paintTile(pixels, stride, { box, node, palette });
      if (lit?.has(node.node.id)) frameTile(pixels, stride, { box, colour: palette.lit });
      else if (lit !== null) dimTile(pixels, stride, box);
      painted.push(box);
    }
  }
  return painted;
}

/** A square of the buffer, in its pixels. */
export interface PixelBox {
  x: number;
  y: number;
  size: number;
}

interface Tile {
  box: PixelBox;
  node: MapNode;
  palette: Palette;
}

function paintTile(pixels: Uint32Array, stride: number, { box, node, palette }: Tile): void {
  const rows = rowColours(node, box.size, palette);
  const hatched = node.tone === 'draining' || node.tone === 'unknown';
  const every = node.tone === 'unknown' ? 4 : 3;
  for (let row = 0; row < box.size; row += 1) {
    const at = (box.y + row) * stride + box.x;
    const colour = rows[row] ?? palette.free;
    pixels.fill(colour, at, at + box.size);
    if (!hatched) continue;
    for (let column = 0; column < box.size; column += 1) {
      if ((row + column) % every === 0) pixels[at + column] = palette.tones[node.tone];
    }
  }
  if (!node.node.cordoned) return;
  for (let row = 0; row < barHeight(box.size); row += 1) {
    const at = (box.y + row) * stride + box.x;
    pixels.fill(palette.tones.pending, at, at + box.size);
  }
}

/** Of the bar on top of a tile into which nothing more is placed. It is no thicker than a card's. */
const barHeight = (size: number): number => Math.max(1, Math.min(6, Math.round(size / 8)));

function frameTile(
  pixels: Uint32Array,
  stride: number,
  { box, colour }: { box: PixelBox; colour: number },
): void {
  for (let row = 0; row < box.size; row += 1) {
    const at = (box.y + row) * stride + box.x;
    if (row === 0 || row === box.size - 1) pixels.fill(colour, at, at + box.size);
    else {
      pixels[at] = colour;
      pixels[at + box.size - 1] = colour;
    }
  }
}

function dimTile(pixels: Uint32Array, stride: number, box: PixelBox): void {
  for (let row = 0; row < box.size; row += 1) {
    const begin = (box.y + row) * stride + box.x;
    for (let at = begin; at < begin + box.size; at += 1)
      pixels[at] = ((pixels[at]! & 0x00ffffff) | (dimAlpha << 24)) >>> 0;
  }
}

/** The colour of each pixel row of a tile, from the top. */
export function rowColours(node: MapNode, size: number, palette: Palette): number[] {
  const rows = new Array<number>(size).fill(palette.free);
  const { parts } = node;
  if (parts.length === 0) return rows;
  const all = parts.reduce((sum, [, weight]) => sum + weight, 0);
  const filled = Math.max(1, Math.round(node.fillRatio * size));
  let top = size - filled;
  for (const [hue, weight] of parts) {
    const share = Math.round((filled * weight) / all);
    const height = hue === 'running' || parts.length === 1 ? size - top : Math.max(leastTroublePixels, share);
    rows.fill(palette.tones[hue], Math.max(0, top), Math.min(size, top + height));
    top += height;
  }
  return rows;
}
