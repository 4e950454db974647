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

it('knows a log to be whole where no container has as many lines as were asked for', () => {
  const tail = new LogTail(10, openedAtMs);
  tail.add(batch(9), false);
  tail.add(batch(9, { container: 'init' }), false);
  expect(tail.isWhole).toBe(true);
  tail.add(batch(1), false);
  expect(tail.isWhole).toBe(false);
});

it('does not count what is written later, by whichever clock a node has', () => {
  const tail = new LogTail(10, openedAtMs);
  tail.add(batch(9, { atMs: 2_000 }), false);
  tail.add(batch(50, { atMs: 2_000 }), true);
  expect(tail.isWhole).toBe(true);
  // A node that answers late.
  tail.add(batch(1), true);
  expect(tail.isWhole).toBe(false);
});

it('knows nothing where lines were left out or could not be read', () => {
  const dropped = new LogTail(10, openedAtMs);
  dropped.add(batch(1, { dropped: 1 }), false);
  expect(dropped.isWhole).toBe(false);
  const away = new LogTail(10, openedAtMs);
  away.add(batch(1, { ended: [{ taskId: 't2', taskName: 'web-2', error: null }] as never }), false);
  expect(away.isWhole).toBe(true);
  away.add(batch(1, { ended: [{ taskId: 't2', taskName: 'web-2', error: 'away' }] as never }), false);
  expect(away.isWhole).toBe(false);
});
