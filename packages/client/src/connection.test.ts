import { describe, expect, it } from 'vitest';
import { connectionOf } from './connection.ts';

const facts = {
  nowMs: 100_000,
  startedAtMs: 0,
  heardAtMs: 99_000,
  dataAtMs: 42,
  waitingSinceMs: null,
  disconnected: false,
};

describe('the connection', () => {
  it.each([
    ['heard a moment ago', {}, { state: 'live', ageMs: 0 }],
    ['silent for five seconds', { heardAtMs: 95_000 }, { state: 'behind', ageMs: 5_000 }],
    ['silent for fifteen', { heardAtMs: 85_000 }, { state: 'offline', ageMs: 15_000 }],
    ['known to be broken', { disconnected: true }, { state: 'behind', ageMs: 1_000 }],
    ['too slow to apply what comes', { waitingSinceMs: 98_000 }, { state: 'behind', ageMs: 2_000 }],
    ['just opened', { heardAtMs: null, startedAtMs: 99_000 }, { state: 'connecting', ageMs: 1_000 }],
    ['never answered', { heardAtMs: null, startedAtMs: 80_000 }, { state: 'offline', ageMs: 20_000 }],
  ])('%s', (_what, change, expected) => {
    expect(connectionOf({ ...facts, ...change })).toEqual({ ...expected, dataAtMs: 42 });
  });
});
