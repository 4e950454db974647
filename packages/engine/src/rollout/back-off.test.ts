import type { Backoff } from '@gantry/model';
import { describe, expect, it } from 'vitest';
import { backoffDelayMs, failuresInARow } from './back-off.ts';

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
});

describe('[RS2] failures in a row', () => {
  it('[K-G3] rise, and start again after a run of more than twice the longest wait', () => {
    expect(failuresInARow(crashLoop, 3, 600_000)).toBe(4);
    expect(failuresInARow(crashLoop, 3, 600_001)).toBe(1);
    expect(failuresInARow(crashLoop, 0, 0)).toBe(1);
  });
});
