import { expect, it } from 'vitest';
import { anotherReload } from './start-over.ts';

it('loads a page anew three times in a row, and again once some time has passed', () => {
  let reloads: string | null = null;
  for (const nowMs of [100_000, 101_000, 102_000]) reloads = anotherReload(reloads, nowMs);
  expect(reloads).toBe('100000 101000 102000');
  expect(anotherReload(reloads, 103_000)).toBeNull();
  expect(anotherReload(reloads, 110_500)).toBe('100000 101000 102000 110500');
  expect(anotherReload(reloads, 140_000)).toBe('140000');
});

it('loads a page that takes long not for ever anew', () => {
  let reloads: string | null = null;
  for (let nowMs = 100_000; nowMs <= 200_000; nowMs += 20_000) reloads = anotherReload(reloads, nowMs);
  expect(reloads).not.toBeNull();
  expect(anotherReload(reloads, 220_000)).toBeNull();
  expect(anotherReload(reloads, 240_000)).toBe('240000');
});
