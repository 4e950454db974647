import { describe, expect, it } from 'vitest';
import { availability } from './availability.ts';

const ready = { ready: true, readyAtMs: 1_000 };

describe('[RO13] available is ready for longer than minReadySeconds', () => {
  it('at once without a minimum', () => {
    expect(availability(ready, 0, 1_000)).toEqual({ available: true, turnsAtMs: null });
  });

  it('[K-G1] strictly: not at the very end of the time', () => {
    expect(availability(ready, 5, 6_000)).toEqual({ available: false, turnsAtMs: 6_001 });
    expect(availability(ready, 5, 6_001)).toEqual({ available: true, turnsAtMs: null });
  });

  it('not while it is not ready', () => {
    expect(availability({ ready: false, readyAtMs: 1_000 }, 0, 9_000)).toEqual({
      available: false,
      turnsAtMs: null,
    });
  });
});
