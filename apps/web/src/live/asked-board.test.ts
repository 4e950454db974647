import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { askedBoard } from './asked-board.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const everyMs = 5_000;

/** A board over a server that counts how often it is asked, and the ids that it was asked for. */
function aBoard() {
  const asked: string[] = [];
  let isUp = true;
  const ask = async (id: string): Promise<number | null> => {
    asked.push(id);
    if (!isUp) throw new Error('It is gone.');
    return asked.length;
  };
  return { board: askedBoard(ask, { everyMs }), asked, setUp: (next: boolean) => (isUp = next) };
}

it('asks for what is shown when it comes, once for all who show it, and again at each turn', async () => {
  const { board, asked } = aBoard();
  const [cpu, memory] = [vi.fn(), vi.fn()];
  board.subscribe('a', cpu);
  board.subscribe('a', memory);
  expect(board.get('a')).toBeNull();
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toEqual(['a']);
  expect(board.get('a')).toBe(1);
  expect([cpu.mock.calls.length, memory.mock.calls.length]).toEqual([1, 1]);
  board.subscribe('b', vi.fn());
  await vi.advanceTimersByTimeAsync(everyMs);
  expect(asked).toEqual(['a', 'b', 'a', 'b']);
  expect(board.get('a')).toBe(3);
});

it('asks no more for what is not shown, and forgets it', async () => {
  const { board, asked } = aBoard();
  const hide = board.subscribe('a', vi.fn());
  board.subscribe('b', vi.fn());
  await vi.advanceTimersByTimeAsync(0);
  hide();
  expect(board.get('a')).not.toBeNull();
  await vi.advanceTimersByTimeAsync(everyMs);
  expect(asked).toEqual(['a', 'b', 'b']);
  expect(board.get('a')).toBeNull();
});

it('does not ask anew for what comes back before the next turn', async () => {
  const { board, asked } = aBoard();
  const hide = board.subscribe('a', vi.fn());
  await vi.advanceTimersByTimeAsync(0);
  hide();
  const hideAgain = board.subscribe('a', vi.fn());
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toEqual(['a']);
  hideAgain();
  await vi.advanceTimersByTimeAsync(2 * everyMs);
  board.subscribe('a', vi.fn());
  // As it was last, until the answer is there.
  expect(board.get('a')).toBe(1);
  await vi.advanceTimersByTimeAsync(0);
  expect(board.get('a')).toBe(2);
});

it('keeps what it knows while the server is gone, and goes on when it is back', async () => {
  const { board, setUp } = aBoard();
  board.subscribe('a', vi.fn());
  await vi.advanceTimersByTimeAsync(0);
  setUp(false);
  await vi.advanceTimersByTimeAsync(everyMs);
  expect(board.get('a')).toBe(1);
  setUp(true);
  await vi.advanceTimersByTimeAsync(everyMs);
  expect(board.get('a')).toBe(3);
});

it('asks nothing while nothing is shown', async () => {
  const { board, asked } = aBoard();
  board.subscribe('a', vi.fn())();
  await vi.advanceTimersByTimeAsync(4 * everyMs);
  expect(asked).toEqual(['a']);
  expect(vi.getTimerCount()).toBe(0);
});
