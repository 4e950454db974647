import type { Usage } from '@gantry/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { usageBoard } from './usage-board.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const none = { cpuMillis: 0, memoryBytes: 0 };

/** A board over a server that counts how often it is asked, and the ids that it was asked for. */
function aBoard() {
  const asked: string[] = [];
  let isUp = true;
  const ask = async (id: string): Promise<Usage | null> => {
    asked.push(id);
    if (!isUp) throw new Error('It is gone.');
    return { id, used: { ...none, cpuMillis: asked.length }, reserved: none, measured: 1 };
  };
  return { board: usageBoard(ask), asked, setUp: (next: boolean) => (isUp = next) };
}

it('asks for what is shown when it comes, once for all who show it, and again every five seconds', async () => {
  const { board, asked } = aBoard();
  const [cpu, memory] = [vi.fn(), vi.fn()];
  board.subscribe('a', cpu);
  board.subscribe('a', memory);
  expect(board.get('a')).toBeNull();
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toEqual(['a']);
  expect(board.get('a')?.used.cpuMillis).toBe(1);
  expect([cpu.mock.calls.length, memory.mock.calls.length]).toEqual([1, 1]);
  board.subscribe('b', vi.fn());
  await vi.advanceTimersByTimeAsync(5_000);
  expect(asked).toEqual(['a', 'b', 'a', 'b']);
  expect(board.get('a')?.used.cpuMillis).toBe(3);
});

it('asks no more for what is not shown, and forgets it', async () => {
  const { board, asked } = aBoard();
  const hide = board.subscribe('a', vi.fn());
  board.subscribe('b', vi.fn());
  await vi.advanceTimersByTimeAsync(0);
  hide();
  expect(board.get('a')).not.toBeNull();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(asked).toEqual(['a', 'b', 'b']);
  expect(board.get('a')).toBeNull();
});

it('keeps what it knows while the server is gone, and goes on when it is back', async () => {
  const { board, setUp } = aBoard();
  board.subscribe('a', vi.fn());
  await vi.advanceTimersByTimeAsync(0);
  setUp(false);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(board.get('a')?.used.cpuMillis).toBe(1);
  setUp(true);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(board.get('a')?.used.cpuMillis).toBe(3);
});

it('asks nothing while nothing is shown', async () => {
  const { board, asked } = aBoard();
  board.subscribe('a', vi.fn())();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(asked).toEqual(['a']);
  expect(vi.getTimerCount()).toBe(0);
});
