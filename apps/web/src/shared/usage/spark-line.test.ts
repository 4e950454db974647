import type { Usage, UsageTrail } from '@gantry/client';
import { describe, expect, it } from 'vitest';
import { sparkHeight, sparkLine, sparkWidth } from './spark-line.ts';
import { courseSentence } from './usage-words.ts';

const stepMs = 15_000;
const toAtMs = 1_800_000_000_000;

const usage = (cpuMillis: number, reservedMillis = 1_000, measured = 1): Usage => ({
  ...{ id: 'd1', measured },
  used: { cpuMillis, memoryBytes: 0 },
  reserved: { cpuMillis: reservedMillis, memoryBytes: 0 },
});
/** So many steps, of which the last has just ended. */
const trail = (...cpuMillis: (number | null)[]): UsageTrail => ({
  ...{ id: 'd1', stepMs, toAtMs, fromAtMs: toAtMs - cpuMillis.length * stepMs },
  ...{ cpuMillis, memoryBytes: cpuMillis },
});
const pointsOf = (...[course, kind = 'cpuMillis']: [Parameters<typeof sparkLine>[0], 'cpuMillis'?]) => {
  const { points } = sparkLine(course, kind);
  return Array.from({ length: points.length / 2 }, (_, index) => [
    points[2 * index]!,
    points[2 * index + 1]!,
  ]);
};
const [bottom, top] = [sparkHeight - 1, 1];

describe('a sparkline', () => {
  it('goes from what was used to what is used now at the right edge, as high as what is reserved', () => {
    expect(pointsOf({ trail: trail(0, 500), usage: usage(1_000) })).toEqual([
      [expect.closeTo(sparkWidth * (1 - 30 / 600)), bottom],
      [expect.closeTo(sparkWidth * (1 - 15 / 600)), (bottom + top) / 2],
      [sparkWidth, top],
    ]);
  });

  it('is higher only where more was used than is reserved, and then says where that is', () => {
    const over = sparkLine({ trail: trail(2_000), usage: usage(0) }, 'cpuMillis');
    expect([over.points[1], over.reservedY]).toEqual([top, (bottom + top) / 2]);
    expect(sparkLine({ trail: trail(900), usage: usage(0) }, 'cpuMillis').reservedY).toBeNull();
  });

  it('is as high as the most that was used where nothing is reserved, but no trickle is a peak', () => {
    const free = (cpuMillis: number) =>
      sparkLine({ trail: trail(cpuMillis), usage: usage(0, 0) }, 'cpuMillis');
    expect([free(900).points[1], free(900).reservedY]).toEqual([top, null]);
    expect(free(50).points[1]).toBe((bottom + top) / 2);
  });

  it('has gaps where nothing was measured, and ends where nothing is measured now', () => {
    const ys = pointsOf({ trail: trail(0, null, 0), usage: usage(0, 1_000, 0) }).map(([, y]) => y);
    expect(ys).toEqual([bottom, Number.NaN, bottom]);
  });

  it('is empty before anything is measured, and a point with the first measurement', () => {
    expect(pointsOf({ trail: null, usage: null })).toEqual([]);
    expect(pointsOf({ trail: null, usage: usage(0) })).toEqual([[sparkWidth, bottom]]);
  });

  it('stays in its lane, also with a step from just before the window', () => {
    const whole = trail(...Array.from({ length: 40 }, () => 1));
    const xs = pointsOf({ trail: { ...whole, toAtMs: toAtMs + stepMs - 1 }, usage: null }).map(([x]) => x!);
    expect([Math.min(...xs), xs.length]).toEqual([0, 40]);
    expect(xs).toEqual(xs.toSorted((a, b) => a - b));
  });
});

describe('a sparkline in words', () => {
  it('says what is used of what is reserved, and from what to what it went', () => {
    const whole = trail(...Array.from({ length: 39 }, () => 100), 400);
    expect(courseSentence({ trail: whole, usage: usage(200) }, 'cpuMillis')).toBe(
      'CPU: 0.2\u00a0CPU used of 1\u00a0CPU reserved, 20%; in the last 10 minutes 0.1\u00a0CPU to 0.4\u00a0CPU',
    );
  });

  it('says since when a young one is known, what did not change, and what is not measured', () => {
    expect(courseSentence({ trail: trail(250), usage: usage(250, 0) }, 'cpuMillis')).toMatch(
      /^CPU: 0.25\sCPU used, none reserved; since \d\d:\d\d:\d\d always 0.25\sCPU$/,
    );
    expect(courseSentence({ trail: trail(250), usage: null }, 'cpuMillis')).toMatch(
      /^CPU: not measured now; since/,
    );
    expect(courseSentence({ trail: null, usage: usage(0, 1, 0) }, 'cpuMillis')).toBe(
      'CPU: no measurement yet',
    );
  });
});
