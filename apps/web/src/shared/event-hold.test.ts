import type { EventRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { EventHold } from './event-hold.ts';

const event = (id: string, lastAtMs: number) => ({ id, lastAtMs }) as EventRecord;
const asked = ['', 100];

it('lets new events, and those that happened again, wait while it is held', () => {
  const hold = new EventHold();
  const before = [event('b', 2), event('a', 1)];
  const after = [event('a', 4), event('c', 3), event('b', 2)];
  hold.of(before, { isHeld: false, asked });
  expect(hold.of(after, { isHeld: true, asked })).toEqual({ events: before, waiting: 2 });
  expect(hold.of(after, { isHeld: false, asked })).toEqual({ events: after, waiting: 0 });
});

it('shows all of them once something else is asked for, and the first ones at once', () => {
  const hold = new EventHold();
  const [first, second] = [[event('a', 1)], [event('b', 2), event('a', 1)]];
  hold.of([], { isHeld: true, asked });
  expect(hold.of(first, { isHeld: true, asked })).toEqual({ events: first, waiting: 0 });
  expect(hold.of(second, { isHeld: true, asked: ['b', 100] })).toEqual({ events: second, waiting: 0 });
});
