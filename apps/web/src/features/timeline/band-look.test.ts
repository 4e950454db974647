import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandPatternNames } from '../../shared/ui/band-patterns.tsx';
import { type BandRole, bandClass, bandPattern } from './band-look.ts';

const band = (of: Partial<BandRole>): BandRole => ({
  ...{ place: 0, isTarget: false, isCurrent: false, tone: 'running' },
  ...of,
});

describe('the look of a band', () => {
  it('keeps colour for the chosen, the current and what went wrong', () => {
    expect(bandClass(band({ isTarget: true }))).toBe('fill-accent');
    expect(bandClass(band({ isCurrent: true }))).toBe('fill-running-quiet');
    expect(bandClass(band({ isCurrent: true, tone: 'progress' }))).toBe('fill-running-quiet');
    expect(bandClass(band({ isCurrent: true, tone: 'pending' }))).toBe('fill-running-quiet');
    expect(bandClass(band({ isCurrent: true, tone: 'degraded' }))).toBe('fill-running-quiet');
    expect(bandClass(band({ isCurrent: true, tone: 'failed' }))).toBe('fill-tone');
    expect([0, 1, 2].map((place) => bandClass(band({ place })))).toEqual([
      'fill-(--band-a)',
      'fill-(--band-b)',
      'fill-(--band-a)',
    ]);
  });

  it('never gives one pattern to two bands of three that follow each other', () => {
    const threeBands = fc.record({
      first: fc.nat(1_000),
      target: fc.option(fc.nat(2), { nil: -1 }),
    });
    fc.assert(
      fc.property(threeBands, ({ first, target }) => {
        const patterns = [0, 1, 2].map((at) =>
          bandPattern(band({ place: first + at, isTarget: at === target, isCurrent: at === 2 })),
        );
        expect(new Set(patterns).size).toBe(3);
      }),
    );
  });

  it('has a filling for each pattern where the system forces its colours', () => {
    const css = readFileSync(new URL('../../shared/styles.css', import.meta.url), 'utf8');
    const forced = css.slice(css.indexOf('@media (forced-colors: active)'));
    for (const name of bandPatternNames)
      expect(forced).toContain(`[data-pattern='${name}'] {\n    fill: url('#band-${name}');`);
  });
});
