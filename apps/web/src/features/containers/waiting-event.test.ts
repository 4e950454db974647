import type { EventRecord, TaskRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { withWaiting } from './waiting-event.ts';

const unplaced = { reasons: [], message: '0 of 3 nodes can take it: 3 lack CPU.' };
const task = (over: Partial<TaskRecord>) =>
  ({
    ...{ id: 't1', name: 'web-1', namespace: 'default', state: 'pending', unplaced, createdAtMs: 7 },
    ...over,
  }) as TaskRecord;
const events = [{ id: 'e1' }] as EventRecord[];

it('tells why no node takes it among what happened to it', () => {
  const [waiting, ...others] = withWaiting(events, task({}));
  expect(waiting).toMatchObject({
    ...{ reason: 'FailedScheduling', type: 'Warning', objectId: 't1', lastAtMs: 7 },
    message: '0 of 3 nodes can take it: 3 lack CPU.',
  });
  expect(others).toEqual(events);
});

it('tells nothing more of one that waits for no node, or is not known', () => {
  expect(withWaiting(events, task({ unplaced: null }))).toBe(events);
  expect(withWaiting(events, task({ state: 'stopped' }))).toBe(events);
  expect(withWaiting(events, undefined)).toBe(events);
});
