import { expect, it } from 'vitest';
import { anotherReload } from './missing-part.ts';

it('loads a page anew three times in a row, and again once some time has passed', () => {
  let reloads: string | null = null;
  for (const nowMs of [100_000, 101_000, 102_000]) reloads = anotherReload(reloads, nowMs);
  expect(reloads).toBe('100000 101000 102000');
  expect(anotherReload(reloads, 103_000)).toBeNull();
  expect(anotherReload(reloads, 110_500)).toBe('101000 102000 110500');
});
