import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffDelayMs } from './back-off.ts';

describe('[RS1] how long a replacement waits', () => {
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
    );
  });
});
