import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

function tokensOf(selector: string): Record<string, string> {
  const start = css.indexOf(`${selector} {`);
  const block = css.slice(start, css.indexOf('\n}', start));
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, hex]) => [name, hex]),
  );
}

const themes = { light: tokensOf(':root'), dark: tokensOf(":root[data-theme='dark']") };

type Rgb = [number, number, number];
const rgbOf = (hex: string): Rgb =>
  [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255) as Rgb;
const linear = (part: number) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
const luminance = (rgb: Rgb) => 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2]);

function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** `colour` laid over `ground` at `ratio`. */
const over = (colour: Rgb, ground: Rgb, ratio: number): Rgb =>
  colour.map((part, index) => part * ratio + (ground[index] ?? 0) * (1 - ratio)) as Rgb;

const states = [
  'running',
  'progress',
  'pending',
  'degraded',
  'failed',
  'draining',
  'canary',
  'offered',
  'stopped',
];
const tints = { light: 0.1, dark: 0.16 };

describe.each(['light', 'dark'] as const)('the %s theme', (theme) => {
  const token = (name: string): Rgb => {
    const hex = themes[theme][name];
    if (hex === undefined) throw new Error(`There is no token --${name}.`);
    return rgbOf(hex);
  };

  it.each(['bg0', 'bg1', 'bg2', 'bg3'])('has text that can be read on %s', (ground) => {
    for (const ink of ['text1', 'text2', 'text3']) {
      expect(contrast(token(ink), token(ground)), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each(states)('has words for %s that can be read on a panel, on the page and on their tint', (state) => {
    const ink = token(`${state}-ink`);
    const tint = over(token(state), token('bg1'), tints[theme]);
    expect(contrast(ink, token('bg1'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(ink, token('bg0'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(ink, tint)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(states)('has a solid %s that stands out from a panel', (state) => {
    expect(contrast(token(state), token('bg1'))).toBeGreaterThanOrEqual(3);
  });

  it('has inputs, focus and buttons that can be told apart', () => {
    expect(contrast(token('border-strong'), token('bg1'))).toBeGreaterThanOrEqual(3);
    expect(contrast(token('accent'), token('bg1'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(token('on-accent'), token('accent'))).toBeGreaterThanOrEqual(4.5);
  });

  it('keeps trouble loud against quiet health on the map', () => {
    expect(contrast(token('failed'), token('running-quiet'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(token('degraded'), token('running-quiet'))).toBeGreaterThanOrEqual(3);
  });
});

it('has the same tokens in both themes', () => {
  expect(Object.keys(themes.dark).sort()).toEqual(Object.keys(themes.light).sort());
});
