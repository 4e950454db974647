import type { TaskCounts } from '@gantry/api';
import type { JobRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { lastSeenOf } from './last-seen.ts';
import type { TableStores } from './table-set.ts';

it('keeps of jobs those that nobody else made, and of their runs the one that ended last', () => {
  const job = (id: string, state: JobRecord['state'], fields: Partial<JobRecord> = {}) =>
    [id, { id, state, parentId: null, finishedAtMs: null, ...fields } as JobRecord] as const;
  const parentId = 'nightly' as JobRecord['id'];
  const jobs = new Map([
    job('nightly', 'idle'),
    job('sum', 'failed', { finishedAtMs: 9 }),
    job('nightly-1', 'succeeded', { parentId, finishedAtMs: 1 }),
    job('nightly-3', 'failed', { parentId, finishedAtMs: 3 }),
    job('nightly-2', 'succeeded', { parentId, finishedAtMs: 2 }),
    job('nightly-4', 'cancelled', { parentId, finishedAtMs: 4 }),
    job('nightly-5', 'running', { parentId }),
  ]);
  const stores = { deployments: new Map(), rollouts: new Map(), jobs } as unknown as TableStores;
  const { changes } = lastSeenOf(stores, { atMs: 0, counts: {} as TaskCounts, tasks: null });
  expect(changes.map(({ table, key }) => [table, key])).toEqual([
    ['jobs', 'nightly'],
    ['jobs', 'sum'],
    ['jobs', 'nightly-3'],
  ]);
});
