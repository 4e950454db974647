import type { Backoff } from '@gantry/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffDelayMs, failuresInARow } from './back-off.ts';
import { propertyRuns } from './testing/property-runs.ts';

const crashLoop: Backoff = { firstAtOnce: true, initialSeconds: 10, factor: 2, maxSeconds: 300 };
const marathon: Backoff = { firstAtOnce: false, initialSeconds: 10, factor: 2, maxSeconds: 3600 };

const delays = (backoff: Backoff, count: number) =>
  Array.from({ length: count }, (_, index) => backoffDelayMs(backoff, index + 1) / 1000);

describe('[RS1] how long a replacement waits', () => {
  it('[K-G3] the crash loop: at once, then 10 s doubling up to 300 s', () => {
    expect(delays(crashLoop, 9)).toEqual([0, 10, 20, 40, 80, 160, 300, 300, 300]);
  });

  it('[M-C.8] back-off 10 s, factor 2: 10 s, then 20 s', () => {
    expect(delays(marathon, 3)).toEqual([10, 20, 40]);
  });

  it('a first task waits for nothing', () => {
    expect(backoffDelayMs(crashLoop, 0)).toBe(0);
    expect(backoffDelayMs(marathon, 0)).toBe(0);
  });

  it('never falls with more failures, never exceeds the longest wait, and is whole milliseconds', () => {
    const backoff = fc.record({
      firstAtOnce: fc.boolean(),
      initialSeconds: fc.double({ min: 0, max: 100, noNaN: true }),
      factor: fc.double({ min: 1, max: 10, noNaN: true }),
      maxSeconds: fc.integer({ min: 0, max: 3600 }),
    });
    fc.assert(
      fc.property(backoff, fc.nat(2000), (one, failures) => {
        const [now, next] = [backoffDelayMs(one, failures), backoffDelayMs(one, failures + 1)];
        expect(next).toBeGreaterThanOrEqual(now);
        expect(next).toBeLessThanOrEqual(one.maxSeconds * 1000);
        expect(Number.isInteger(next)).toBe(true);
      }),
      propertyRuns,
    );
  });
});

describe('[RS2] failures in a row', () => {
  it('[K-G3] rise, and start again after a run of more than twice the longest wait', () => {
    expect(failuresInARow(crashLoop, 3, 600_000)).toBe(4);
    expect(failuresInARow(crashLoop, 3, 600_001)).toBe(1);
    expect(failuresInARow(crashLoop, 0, 0)).toBe(1);
  });
});
