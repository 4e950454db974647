import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Looks } from './look.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('are taken at once after a quiet while, by all who listen, and else four times a second', () => {
  const looks = new Looks();
  const heard: number[] = [];
  looks.subscribe(() => heard.push(looks.count()));
  const stop = looks.subscribe(() => heard.push(looks.count()));
  looks.ask();
  vi.advanceTimersByTime(0);
  expect(heard).toEqual([1, 1]);
  stop();
  looks.ask();
  vi.advanceTimersByTime(249);
  expect(looks.count()).toBe(1);
  vi.advanceTimersByTime(1);
  expect(heard).toEqual([1, 1, 2]);
});

it('are not put off by who asks again, and are not taken where nobody asks', () => {
  const looks = new Looks();
  for (let frame = 0; frame < 60; frame++) {
    looks.ask();
    vi.advanceTimersByTime(16);
  }
  expect(looks.count()).toBe(4);
  vi.advanceTimersByTime(10_000);
  expect(looks.count()).toBe(5);
});
