import type { LogBatch } from '@gantry/client';
import { expect, it } from 'vitest';
import { LogTail } from './log-tail.ts';

const openedAtMs = 1_000;

const batch = (lines: number, over: Partial<LogBatch & { container: string; atMs: number | null }> = {}) => {
  const { container = 'main', atMs = 500, ...rest } = over;
  const line = { taskId: 't1', taskName: 'web-1', container, revision: 1, stream: 'stdout', text: 'a' };
  return {
    ...{ dropped: 0, ended: [], ...rest },
    lines: Array.from({ length: lines }, () => ({ ...line, atMs })),
  } as LogBatch;
};

it('knows nothing older to be kept where no container has as many lines as were asked for', () => {
  const tail = new LogTail(10, openedAtMs);
  tail.add(batch(9), false);
  tail.add(batch(9, { container: 'init' }), false);
  expect(tail.hasOlder(true)).toBe(false);
  tail.add(batch(1), false);
  expect(tail.hasOlder(true)).toBe(true);
});

it('says nothing while lines are still coming, but that there are too many', () => {
  const tail = new LogTail(10, openedAtMs);
  tail.add(batch(9), false);
  expect(tail.hasOlder(false)).toBeNull();
  tail.add(batch(1), false);
  expect(tail.hasOlder(false)).toBe(true);
});

it('does not count what is written later, by whichever clock a node has', () => {
  const tail = new LogTail(10, openedAtMs);
  tail.add(batch(9, { atMs: 2_000 }), false);
  tail.add(batch(50, { atMs: 2_000 }), true);
  expect(tail.hasOlder(true)).toBe(false);
  // A node that answers late.
  tail.add(batch(1), true);
  expect(tail.hasOlder(true)).toBe(true);
});

it('knows nothing to be whole where lines were left out or could not be read', () => {
  const dropped = new LogTail(10, openedAtMs);
  dropped.add(batch(1, { dropped: 1 }), false);
  expect(dropped.hasOlder(true)).toBe(true);
  const away = new LogTail(10, openedAtMs);
  away.add(batch(1, { ended: [{ taskId: 't2', taskName: 'web-2', error: null }] as never }), false);
  expect(away.hasOlder(true)).toBe(false);
  away.add(batch(1, { ended: [{ taskId: 't2', taskName: 'web-2', error: 'away' }] as never }), false);
  expect(away.hasOlder(true)).toBe(true);
});
