import { expect, test } from 'vitest';
import { editDistance, nearestName } from './nearest-name.ts';

test.each([
  ['replica', 'replicas', 1],
  ['replicsa', 'replicas', 1],
  ['', 'abc', 3],
  ['kitten', 'sitting', 3],
  ['Image', 'image', 0],
])('%s to %s takes %d edits', (a, b, edits) => expect(editDistance(a, b)).toBe(edits));

test('names what was most likely meant, and nothing when nothing is near', () => {
  const known = ['replicas', 'strategy', 'template', 'paused'];
  expect(nearestName('replica', known)).toBe('replicas');
  expect(nearestName('tempalte', known)).toBe('template');
  expect(nearestName('volume', known)).toBeNull();
  expect(nearestName('x'.repeat(100_000), known)).toBeNull();
  expect(nearestName('a', [])).toBeNull();
});
