import { expect, it } from 'vitest';
import type { Concern } from '../../shared/concern.ts';
import { ConcernPlaces } from './concern-places.ts';

const concern = (key: string, tone = 'degraded') => ({ key, verdict: { tone, label: '' } }) as Concern;
const degraded = (keys: string) => [...keys].map((key) => concern(key));
const keysOf = (concerns: readonly Concern[]) => concerns.map(({ key }) => key).join('');

it('leaves each concern where it is while others come and go', () => {
  const places = new ConcernPlaces(4);
  expect(keysOf(places.of(degraded('abcdef')))).toBe('abcd');
  expect(keysOf(places.of(degraded('bcdef')))).toBe('ebcd');
  expect(keysOf(places.of(degraded('abcdef')))).toBe('ebcd');
  expect(keysOf(places.of(degraded('abdf')))).toBe('abfd');
});

it('closes up where there are fewer, and puts what is worse first', () => {
  const places = new ConcernPlaces(4);
  places.of(degraded('abcd'));
  expect(keysOf(places.of(degraded('ad')))).toBe('ad');
  expect(keysOf(places.of([concern('x', 'failed'), ...degraded('ad')]))).toBe('xda');
  expect(keysOf(places.of([concern('x', 'failed'), concern('y', 'failed'), ...degraded('adb')]))).toBe(
    'xyad',
  );
});
