import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { momentAt, type Period, positionOf, stepScale, timeScale } from './scale.ts';

const minute = 60_000;
const periods: Period[] = [
  { number: 1, startAtMs: 0, settledAtMs: minute, endAtMs: 10 * minute },
  { number: 2, startAtMs: 10 * minute, settledAtMs: 11 * minute, endAtMs: 600 * minute },
  { number: 3, startAtMs: 600 * minute, settledAtMs: null, endAtMs: null },
];
const nowMs = 601 * minute;

/** Any history: revisions one after the other, each with a rollout that may still run. */
const histories = fc
  .array(
    fc.record({ rolloutMs: fc.integer({ min: 0, max: 1e6 }), servedMs: fc.integer({ min: 0, max: 1e9 }) }),
    {
      minLength: 1,
      maxLength: 40,
    },
  )
  .map((lengths) => {
    let atMs = 0;
    const made = lengths.map(({ rolloutMs, servedMs }, index): Period => {
      const startAtMs = atMs;
      atMs += rolloutMs + servedMs;
      const last = index === lengths.length - 1;
      return {
        number: index + 1,
        startAtMs,
        settledAtMs: startAtMs + rolloutMs,
        endAtMs: last ? null : atMs,
      };
    });
    return { periods: made, nowMs: atMs };
  });

describe.each([
  ['steps', stepScale],
  ['time', timeScale],
] as const)('the scale of %s', (_, scaleOf) => {
  it('begins left, ends right and never runs backwards', () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 100, max: 2_000 }), ({ periods, nowMs }, width) => {
        const scale = scaleOf(periods, nowMs, width);
        const moments = Array.from({ length: 50 }, (_, index) => (nowMs * index) / 49);
        const xs = moments.map((atMs) => positionOf(scale, atMs));
        for (const [index, x] of xs.entries()) {
          expect(x).toBeGreaterThanOrEqual((xs[index - 1] ?? 0) - 1e-6);
          expect(x).toBeLessThanOrEqual(width + 1e-6);
        }
        expect(positionOf(scale, -1)).toBe(0);
      }),
    );
  });

  it('leads from pixels back to moments that never run backwards', () => {
    fc.assert(
      fc.property(histories, ({ periods, nowMs }) => {
        const scale = scaleOf(periods, nowMs, 900);
        const moments = Array.from({ length: 50 }, (_, index) => momentAt(scale, (900 * index) / 49));
        for (const [index, atMs] of moments.entries()) {
          expect(atMs).toBeGreaterThanOrEqual((moments[index - 1] ?? 0) - 1e-6);
          expect(atMs).toBeLessThanOrEqual(nowMs + 1e-6);
        }
      }),
    );
    const scale = scaleOf(periods, nowMs, 900);
    for (const x of [10, 333, 450, 640, 899]) expect(positionOf(scale, momentAt(scale, x))).toBeCloseTo(x, 6);
  });

  it('gives every revision a cell, in order', () => {
    const scale = scaleOf(periods, nowMs, 900);
    expect(scale.cells.map((cell) => cell.number)).toEqual([1, 2, 3]);
    for (const cell of scale.cells) expect(cell.x1).toBeGreaterThanOrEqual(cell.x0);
  });
});

it('gives every revision the same width in steps, two fifths of it to the rollout', () => {
  const scale = stepScale(periods, nowMs, 900);
  expect(scale.cells.map(({ x0, x1 }) => x1 - x0)).toEqual([300, 300, 300]);
  expect(positionOf(scale, minute)).toBeCloseTo(120);
  // The one that still rolls out takes its whole step.
  expect(positionOf(scale, nowMs)).toBe(900);
});

it('compresses long idle stretches in time and says which', () => {
  const scale = timeScale(periods, nowMs, 900);
  const idle = scale.segments.filter((segment) => segment.compressed);
  expect(idle).toHaveLength(2);
  for (const segment of idle) expect(segment.x1 - segment.x0).toBe(24);
});
