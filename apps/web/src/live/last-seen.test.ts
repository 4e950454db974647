import type { LastSeen } from '@gantry/client';
import { expect, test } from 'vitest';
import { usableOf } from './last-seen.ts';

const minuteMs = 60_000;
const last = { atMs: 0, changes: [], counts: {}, tasks: null } as unknown as LastSeen;
const kept = { cluster: 'cafe', last };

test('what was kept of another cluster at the same address is never shown', () => {
  expect(usableOf(kept, { cluster: 'cafe', nowMs: minuteMs })).toBe(last);
  expect(usableOf(kept, { cluster: 'beef', nowMs: minuteMs })).toBeNull();
});

test('neither is what nobody says whose it is, nor what is old or of another shape', () => {
  expect(usableOf(kept, { cluster: '', nowMs: minuteMs })).toBeNull();
  expect(usableOf({ cluster: '', last }, { cluster: '', nowMs: minuteMs })).toBeNull();
  expect(usableOf(kept, { cluster: 'cafe', nowMs: 61 * minuteMs })).toBeNull();
  expect(usableOf(null, { cluster: 'cafe', nowMs: 0 })).toBeNull();
  const earlier = { ...last, tasks: undefined } as unknown as LastSeen;
  expect(usableOf({ cluster: 'cafe', last: earlier }, { cluster: 'cafe', nowMs: 0 })).toBeNull();
  expect(usableOf({}, { cluster: 'cafe', nowMs: 0 })).toBeNull();
});
