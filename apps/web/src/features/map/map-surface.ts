import type { MapLayout } from './map-layout.ts';
import type { MapNode } from './map-node.ts';
import { readPalette } from './map-palette.ts';
import { type LitNodes, type Palette, paintMap, patchMap } from './map-raster.ts';

/** Beyond twice the pixels nobody sees more. */
const mostScale = 2;

/** A picture of more pixels than this takes more memory than it shows: it is painted coarser. */
const mostPixels = 4_096 * 2_304;

/** Pixels of the buffer for one of the page: as the screen has them, within what a buffer may hold. */
export function bufferScale(layout: { width: number; height: number }, screenScale: number): number {
  const fitting = Math.sqrt(mostPixels / Math.max(1, layout.width * layout.height));
  return Math.min(screenScale || 1, mostScale, fitting);
}

/** So many changed tiles are put on the canvas one by one; beyond, all of it at once is quicker. */
const mostPutAlone = 1_000;

/** The pixels of one canvas, kept between drawings: what did not change is not painted again. */
export class MapSurface {
  readonly #canvas: HTMLCanvasElement;
  #drawn: {
    layout: MapLayout;
    theme: string;
    lit: LitNodes;
    nodes: readonly MapNode[];
    image: ImageData;
    palette: Palette;
  } | null = null;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  draw(nodes: readonly MapNode[], layout: MapLayout, { theme, lit }: { theme: string; lit: LitNodes }): void {
    const scale = bufferScale(layout, devicePixelRatio);
    const context = this.#canvas.getContext('2d');
    if (context === null) return;
    const last = this.#drawn;
    const isSame =
      last !== null && last.theme === theme && last.lit === lit && isSameLayout(last.layout, layout);
    const { image, palette } = isSame ? last : this.#begin(context, layout, scale);
    const pixels = new Uint32Array(image.data.buffer);
    const { width } = this.#canvas;
    if (isSame) {
      const painted = patchMap(pixels, width, { nodes, last: last.nodes, layout, scale, palette, lit });
      if (painted.length <= mostPutAlone)
        for (const { x, y, size } of painted) context.putImageData(image, 0, 0, x, y, size, size);
      else context.putImageData(image, 0, 0);
    } else {
      paintMap(pixels, width, { nodes, layout, scale, palette, lit });
      context.putImageData(image, 0, 0);
    }
    this.#drawn = { layout, theme, lit, nodes, image, palette };
  }

  #begin(context: CanvasRenderingContext2D, layout: MapLayout, scale: number) {
    const canvas = this.#canvas;
    canvas.width = Math.max(1, Math.round(layout.width * scale));
    canvas.height = Math.max(1, Math.round(layout.height * scale));
    canvas.style.width = `${layout.width}px`;
    canvas.style.height = `${layout.height}px`;
    const image = context.createImageData(canvas.width, canvas.height);
    return { image, palette: readPalette(canvas.parentElement ?? canvas) };
  }
}

function isSameLayout(a: MapLayout, b: MapLayout): boolean {
  if (a === b) return true;
  const isSame = a.tile === b.tile && a.width === b.width && a.height === b.height;
  return (
    isSame &&
    a.groups.length === b.groups.length &&
    a.groups.every(({ name, first, count }, index) => {
      const other = b.groups[index];
      return other?.name === name && other.first === first && other.count === count;
    })
  );
}
