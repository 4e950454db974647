import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisTicks } from './axis.ts';
import { type Period, stepScale, timeScale } from './scale.ts';

const minute = 60_000;
const hour = 60 * minute;
const at = (day: number, hours: number, minutes = 0) => new Date(2026, 10, day, hours, minutes).getTime();
const words = (text: string) => text.replaceAll('\u00a0', ' ');
const textsOf = (ticks: ReturnType<typeof axisTicks>) => ticks.map(({ text }) => words(text));

const oneADay = (days: number): Period[] =>
  Array.from({ length: days }, (_, index) => ({
    number: index + 1,
    startAtMs: at(1 + index, 13),
    settledAtMs: at(1 + index, 13, 2),
    endAtMs: index + 1 < days ? at(2 + index, 13) : null,
  }));

describe('the axis', () => {
  it('begins with day and time, and marks the days in steps', () => {
    const scale = stepScale(oneADay(4), at(4, 20), 800);
    expect(textsOf(axisTicks(scale, 'steps', []))).toEqual(['1 Nov 13:00', '2 Nov', '3 Nov', '4 Nov']);
  });

  it('tells round moments in time, each with its day where that is another', () => {
    const periods: Period[] = [
      { number: 1, startAtMs: at(1, 21, 10), settledAtMs: at(1, 22), endAtMs: at(1, 23) },
      { number: 2, startAtMs: at(1, 23), settledAtMs: at(2, 0, 30), endAtMs: null },
    ];
    const ticks = textsOf(axisTicks(timeScale(periods, at(2, 1, 10), 480), 'time', []));
    expect(ticks).toEqual(['1 Nov 21:10', '22:00', '23:00', '2 Nov', '01:00']);
  });

  it('leaves out what lies in a gap, and what would touch something else', () => {
    const periods: Period[] = [
      { number: 1, startAtMs: at(1, 10), settledAtMs: at(1, 11), endAtMs: at(1, 12) },
      { number: 2, startAtMs: at(1, 12), settledAtMs: at(1, 13), endAtMs: null },
    ];
    const scale = timeScale(periods, at(9, 0), 600);
    expect(scale.segments.at(-1)?.compressed).toBe(true);
    expect(textsOf(axisTicks(scale, 'time', [])).join()).not.toMatch(/[2-9] Nov/);
    const free = axisTicks(scale, 'time', []);
    const beside = axisTicks(scale, 'time', [{ x0: 300, x1: 600 }]);
    expect(free.some(({ x }) => x > 300)).toBe(true);
    expect(beside.every(({ x }) => x <= 300)).toBe(true);
  });

  it('never has two ticks that touch, whatever the history', () => {
    const histories = fc.array(
      fc.record({
        rolloutMs: fc.integer({ min: 0, max: hour }),
        servedMs: fc.integer({ min: 0, max: 90 * hour }),
      }),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(histories, fc.constantFrom('steps', 'time'), (lengths, kind) => {
        let next = at(1, 0);
        const periods = lengths.map(({ rolloutMs, servedMs }, index): Period => {
          const startAtMs = next;
          next += rolloutMs + servedMs;
          const endAtMs = index + 1 < lengths.length ? next : null;
          return { number: index + 1, startAtMs, settledAtMs: startAtMs + rolloutMs, endAtMs };
        });
        const scale = (kind === 'steps' ? stepScale : timeScale)(periods, next, 700);
        const ticks = axisTicks(scale, kind, []);
        for (const [index, { x }] of ticks.entries()) {
          expect(x).toBeLessThanOrEqual(700);
          if (index > 0) expect(x - ticks[index - 1]!.x).toBeGreaterThanOrEqual(64);
        }
      }),
      { numRuns: 300 },
    );
  });
});
