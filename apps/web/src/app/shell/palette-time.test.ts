import type { DeploymentRecord, RevisionRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { timeEntries } from './palette-time.ts';

const nowMs = new Date(2026, 10, 27, 15, 30, 0).getTime();
const index = {
  nowMs,
  deployments: [
    { id: 'd1', name: 'checkout-api' },
    { id: 'd2', name: 'search' },
  ] as DeploymentRecord[],
  revisions: [
    { id: 'v1', deploymentId: 'd1', number: 3, createdAtMs: nowMs - 9_000 },
    { id: 'v2', deploymentId: 'd2', number: 3, createdAtMs: nowMs - 5_000 },
  ] as RevisionRecord[],
};
const told = (typed: string) => timeEntries(typed, index).map(({ label, search }) => [label, search?.at]);

it('reads a length of time, and a time of the day as the last one that there was', () => {
  expect(told(':2h ago')).toEqual([['2 h ago', nowMs - 2 * 3_600_000]]);
  expect(told(':90m')).toEqual([['90 m ago', nowMs - 90 * 60_000]]);
  expect(told(':14:03')).toEqual([['Today at 14:03', new Date(2026, 10, 27, 14, 3).getTime()]]);
  expect(told(': 16:00:30')).toEqual([
    ['Yesterday at 16:00:30', new Date(2026, 10, 26, 16, 0, 30).getTime()],
  ]);
});

it('says how long ago a moment was once', () => {
  const [[ago], [clock]] = [timeEntries(':2h ago', index), timeEntries(':14:03', index)];
  expect(ago?.detail).not.toContain('ago');
  expect(clock?.detail).toMatch(/ ago$/);
});

it('goes to just before a revision was made, of all deployments or of one', () => {
  expect(told(':before r3')).toEqual([
    ['Before r3 of search', nowMs - 5_001],
    ['Before r3 of checkout-api', nowMs - 9_001],
  ]);
  expect(told(':before r3 check')).toEqual([['Before r3 of checkout-api', nowMs - 9_001]]);
});

it('goes back to live, and tells nothing of what is no moment', () => {
  expect(told(':live')).toEqual([['Live', undefined]]);
  expect(told(':')[0]).toEqual(['Live', undefined]);
  for (const typed of [':25:00', ':soon', ':0h', ':before r9']) expect(told(typed)).toEqual([]);
});
