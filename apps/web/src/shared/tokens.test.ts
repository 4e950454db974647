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

/** What of a ramp's colour is in one of its mixes with the ground of what is free. */
function rampMix(name: 'tint' | 'hover'): number {
  const start = css.indexOf("[data-tone^='ramp-'] {");
  const block = css.slice(start, css.indexOf('\n}', start));
  const pattern = new RegExp(`--tone-${name}: color-mix\\(in srgb, var\\(--tone\\) (\\d+)%, var\\(--bg2\\)`);
  return Number(pattern.exec(block)?.[1]) / 100;
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
/** Those that are seen every day, beside each other on every screen. */
const everyday = ['running', 'progress', 'pending', 'degraded', 'failed', 'stopped'];
/** Of things without an order: those that have no colour of their own are `stopped`. */
const named = ['named-1', 'named-2', 'named-3', 'named-4', 'named-5', 'named-6', 'stopped'];
/** Of replicas whose lines are mixed. */
const tags = ['tag-1', 'tag-2', 'tag-3', 'tag-4', 'tag-5', 'tag-6'];
const tints = { light: 0.1, dark: 0.16 };

/** How colours are seen by those with two kinds of cones (Machado et al. 2009, severity 1), in linear RGB. */
const visions: Record<string, number[][]> = {
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
  full: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
};

const times = (matrix: number[][], parts: readonly number[]): number[] =>
  matrix.map((row) => row.reduce((sum, one, index) => sum + one * parts[index]!, 0));

/** OKLab of a colour as it is seen with one kind of vision. */
function seen(rgb: Rgb, vision: string): number[] {
  const parts = times(visions[vision]!, rgb.map(linear)).map((part) => Math.min(1, Math.max(0, part)));
  const cones = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    parts,
  ).map(Math.cbrt);
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    cones,
  );
}

const distance = (a: Rgb, b: Rgb, vision: string): number =>
  Math.hypot(...seen(a, vision).map((part, index) => part - seen(b, vision)[index]!));

describe.each(['light', 'dark'] as const)('the %s theme', (theme) => {
  const token = (name: string): Rgb => {
    const hex = themes[theme][name];
    if (hex === undefined) throw new Error(`There is no token --${name}.`);
    return rgbOf(hex);
  };

  it.each(['bg0', 'bg1', 'bg2', 'bg3', 'float-1', 'float-2', 'float-3'])(
    'has text that can be read on %s',
    (ground) => {
      for (const ink of ['text1', 'text2', 'text3']) {
        expect(contrast(token(ink), token(ground)), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  it('has what floats apart from the panel below it, and what is chosen in it apart from it', () => {
    const steps = ['float-1', 'float-2', 'float-3'].map(token);
    for (const [index, step] of steps.slice(1).entries())
      expect(contrast(step, steps[index]!), `float-${index + 2}`).toBeGreaterThanOrEqual(1.08);
    expect(contrast(token('float-border'), token('bg1'))).toBeGreaterThanOrEqual(1.3);
    // In the light the shadow does it.
    if (theme === 'dark') expect(contrast(steps[0]!, token('bg1'))).toBeGreaterThanOrEqual(1.08);
  });

  it.each(states)('has words for %s that can be read on a panel, on the page and on their tint', (state) => {
    const ink = token(`${state}-ink`);
    const tint = over(token(state), token('bg1'), tints[theme]);
    expect(contrast(ink, token('bg1'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(ink, token('bg0'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(ink, tint)).toBeGreaterThanOrEqual(4.5);
  });

  it('has lines that came as strong as lines that went, and words on both', () => {
    const [added, removed] = [token('added'), token('removed')];
    const strengths = [added, removed].map((one) => contrast(one, token('bg1')));
    expect(Math.min(...strengths)).toBeGreaterThanOrEqual(1.2);
    expect(Math.max(...strengths) / Math.min(...strengths)).toBeLessThanOrEqual(1.03);
    const away = [added, removed].map((one) => distance(one, token('bg1'), 'full'));
    expect(Math.max(...away) / Math.min(...away)).toBeLessThanOrEqual(1.1);
    expect(contrast(token('running-ink'), added)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(token('failed-ink'), removed)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(Object.keys(visions))(
    'has inks for whose line it is that can be read and differ for %s vision',
    (vision) => {
      for (const [index, tag] of tags.entries()) {
        for (const ground of ['bg1', 'bg2', 'bg3'])
          expect(contrast(token(tag), token(ground)), `${tag} on ${ground}`).toBeGreaterThanOrEqual(4.5);
        for (const other of tags.slice(index + 1))
          expect(distance(token(tag), token(other), vision), `${tag} and ${other}`).toBeGreaterThanOrEqual(
            0.08,
          );
      }
    },
  );

  it.each(states)('has a solid %s that stands out from a panel and from the page', (state) => {
    for (const ground of ['bg0', 'bg1'])
      expect(contrast(token(state), token(ground)), ground).toBeGreaterThanOrEqual(3);
  });

  it.each(Object.keys(visions))('has everyday states that differ for %s vision', (vision) => {
    for (const [index, a] of everyday.entries())
      for (const b of everyday.slice(index + 1))
        expect(distance(token(a), token(b), vision), `${a} and ${b}`).toBeGreaterThanOrEqual(0.08);
  });

  it('has inputs, focus and buttons that can be told apart', () => {
    for (const ground of ['bg0', 'bg1', 'bg2'])
      expect(contrast(token('border-strong'), token(ground)), ground).toBeGreaterThanOrEqual(3.2);
    for (const ground of ['float-1', 'float-2'])
      expect(contrast(token('float-border-strong'), token(ground)), ground).toBeGreaterThanOrEqual(3.2);
    expect(contrast(token('accent'), token('bg1'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(token('on-accent'), token('accent'))).toBeGreaterThanOrEqual(4.5);
  });

  it('has shades of the accent that recede on a bar, the last of them still seen', () => {
    const shades = [1, 0.7, 0.45, 0.25].map((ratio) => over(token('accent'), token('bg3'), ratio));
    const strengths = shades.map((shade) => contrast(shade, token('bg3')));
    expect(strengths).toEqual(strengths.toSorted((a, b) => b - a));
    expect(strengths.at(-1)).toBeGreaterThanOrEqual(1.4);
  });

  it.each(Object.keys(visions))('has colours for the map that differ for %s vision', (vision) => {
    const sets = [named, ['ramp-1', 'ramp-2', 'ramp-3', 'ramp-4', 'ramp-5']];
    for (const set of sets)
      for (const [index, a] of set.entries())
        for (const b of set.slice(index + 1))
          expect(distance(token(a), token(b), vision), `${a} and ${b}`).toBeGreaterThanOrEqual(0.08);
  });

  it('has colours for the map that are not taken for a state', () => {
    for (const name of named.filter((one) => one !== 'stopped'))
      for (const state of ['running', 'progress', 'pending', 'degraded', 'failed'])
        for (const taken of [state, `${state}-ink`])
          expect(distance(token(name), token(taken), 'full'), `${name} and ${taken}`).toBeGreaterThan(0.08);
  });

  it('has colours for the map that stand out from what is free, the more the stronger', () => {
    for (const name of named) expect(contrast(token(name), token('bg2')), name).toBeGreaterThanOrEqual(2.4);
    const ramp = [1, 2, 3, 4, 5].map((step) => contrast(token(`ramp-${step}`), token('bg2')));
    expect(ramp).toEqual(ramp.toSorted((a, b) => a - b));
    expect(ramp[0]).toBeGreaterThanOrEqual(1.6);
  });

  it('has tints for amounts that go away from what is free, with words that can be read on each', () => {
    const [tint, hover] = [rampMix('tint'), rampMix('hover')];
    const free = token('bg2');
    const tints = [1, 2, 3, 4, 5].map((step) => over(token(`ramp-${step}`), free, tint));
    const strengths = [free, ...tints].map((one) => contrast(one, free));
    for (const [step, strength] of strengths.entries())
      if (step > 0) expect(strength / strengths[step - 1]!, `step ${step}`).toBeGreaterThanOrEqual(1.06);
    for (const ratio of [tint, hover])
      for (const ink of ['text1', 'text2'])
        for (const step of [1, 2, 3, 4, 5])
          expect(
            contrast(token(ink), over(token(`ramp-${step}`), free, ratio)),
            `${ink} on ramp-${step} at ${ratio}`,
          ).toBeGreaterThanOrEqual(4.5);
  });

  it('keeps trouble loud against quiet health on the map', () => {
    expect(contrast(token('failed'), token('running-quiet'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(token('degraded'), token('running-quiet'))).toBeGreaterThanOrEqual(3);
  });
});

it('has the same tokens in both themes', () => {
  expect(Object.keys(themes.dark).sort()).toEqual(Object.keys(themes.light).sort());
});
