import { expect, it } from 'vitest';
import { places } from '../places.ts';
import { goStep } from './go-step.ts';

const free = (key: string, atMs = 100) => ({ key, isFree: true, atMs });
const begun = { begunAtMs: 100, to: null };

it('leads to every place by g and its key, of which no two are the same', () => {
  for (const { key, to } of places) {
    expect(goStep(null, free('g'))).toEqual(begun);
    expect(goStep(100, free(key, 900)), to).toEqual({ begunAtMs: null, to });
  }
  expect(goStep(100, free('d')).to).toBe('/deploy');
  expect(new Set(['d', 'g', ...places.map(({ key }) => key)]).size).toBe(places.length + 2);
});

it('leads nowhere by one key, late, by another key, or in a text', () => {
  for (const { key } of places) expect(goStep(null, free(key)).to).toBeNull();
  expect(goStep(100, free('s', 1_101))).toEqual({ begunAtMs: null, to: null });
  expect(goStep(100, free('x'))).toEqual({ begunAtMs: null, to: null });
  expect(goStep(100, { ...free('s'), isFree: false })).toEqual({ begunAtMs: null, to: null });
  expect(goStep(null, { ...free('g'), isFree: false }).begunAtMs).toBeNull();
});

it('begins again with a second g, and knows the keys with the capitals locked', () => {
  expect(goStep(100, free('g', 300))).toEqual({ begunAtMs: 300, to: null });
  expect(goStep(100, free('S', 300)).to).toBe('/settings');
});
