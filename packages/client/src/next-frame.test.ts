import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { nextFrame } from './next-frame.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A page whose frames come when they are asked to. */
function testPage(hidden = false) {
  const frames = new Map<number, () => void>();
  const page = {
    document: { hidden },
    requestAnimationFrame: (callback: () => void) => frames.set(frames.size + 1, callback).size,
    cancelAnimationFrame: (frame: number) => void frames.delete(frame),
  };
  return { page, frames };
}

it('calls back with the frame, and not once more after it', () => {
  const { page, frames } = testPage();
  const apply = vi.fn();
  nextFrame(apply, page);
  vi.advanceTimersByTime(500);
  expect(apply).not.toHaveBeenCalled();
  frames.get(1)?.();
  vi.advanceTimersByTime(10_000);
  expect(apply).toHaveBeenCalledTimes(1);
});

it('calls back after a second where the page was hidden before its frame came, which is given up', () => {
  const { page, frames } = testPage();
  const apply = vi.fn();
  nextFrame(apply, page);
  vi.advanceTimersByTime(1_000);
  expect(apply).toHaveBeenCalledTimes(1);
  expect(frames.size).toBe(0);
});

it('asks a hidden page for no frame', () => {
  const { page, frames } = testPage(true);
  const apply = vi.fn();
  nextFrame(apply, page);
  expect(frames.size).toBe(0);
  vi.advanceTimersByTime(20);
  expect(apply).toHaveBeenCalledTimes(1);
});
