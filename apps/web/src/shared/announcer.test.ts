import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { announce, betweenMs, hush, useSpoken } from './announcer.ts';

let heard: string[] = [];
let stop = () => {};
beforeEach(() => {
  vi.useFakeTimers();
  heard = [];
  stop = useSpoken.subscribe(({ text }) => text !== '' && heard.push(text));
});
afterEach(() => {
  for (const source of ['cluster', 'shop']) hush(source);
  vi.advanceTimersByTime(2 * betweenMs);
  vi.useRealTimers();
  stop();
});

it('says at once what comes after a while, and then one message in five seconds', () => {
  for (let second = 0; second < 12; second += 1) {
    announce('shop', `${second} of 12 ready`);
    vi.advanceTimersByTime(1_000);
  }
  expect(heard).toEqual(['0 of 12 ready', '4 of 12 ready', '9 of 12 ready']);
});

it('keeps the last word of each source, and says them as one message', () => {
  announce('cluster', 'all is well');
  announce('shop', '1 of 3 ready');
  announce('cluster', '1 node lost');
  announce('shop', '2 of 3 ready');
  vi.advanceTimersByTime(betweenMs - 1);
  expect(heard).toEqual(['all is well']);
  vi.advanceTimersByTime(1);
  expect(heard.slice(1)).toEqual(['2 of 3 ready. 1 node lost']);
});

it('says nothing of what came and went meanwhile, nor of what is no longer there', () => {
  announce('shop', '3 of 3 ready');
  announce('shop', '2 of 3 ready');
  announce('shop', '3 of 3 ready');
  announce('cluster', '1 node lost');
  hush('cluster');
  vi.advanceTimersByTime(3 * betweenMs);
  expect(heard).toEqual(['3 of 3 ready']);
});

it('is not to be read once it was heard', () => {
  announce('shop', '3 of 3 ready');
  expect(useSpoken.getState().text).toBe('3 of 3 ready');
  vi.advanceTimersByTime(1_000);
  expect(useSpoken.getState().text).toBe('');
});
