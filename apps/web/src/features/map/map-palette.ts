import { type Hue, hues } from './map-hue.ts';
import type { Palette } from './map-raster.ts';

/** Colours whose token has another name. */
const tokens: Partial<Record<Hue, string>> = {
  running: 'running-quiet',
  unknown: 'stopped',
  other: 'stopped',
};

/** Reads the theme's colours from the page. Healthy is the quiet green, unless it is switched off: trouble is what should be seen. */
export function readPalette(element: HTMLElement): Palette {
  const probe = document.createElement('span');
  // Where the system forces its colours, every one would be read as the same.
  probe.style.setProperty('forced-color-adjust', 'none');
  element.append(probe);
  const read = (token: string) => {
    probe.style.color = `var(--${token})`;
    return pixelOf(getComputedStyle(probe).color);
  };
  const token = (hue: Hue) => tokens[hue] ?? hue;
  const palette = {
    free: read('bg2'),
    // No state has it: starting is as blue as the accent.
    lit: read('text1'),
    tones: Object.fromEntries(hues.map((hue) => [hue, read(token(hue))])) as Palette['tones'],
  };
  probe.remove();
  return palette;
}

/** `rgb(1, 2, 3)` as a little-endian pixel. */
function pixelOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}
