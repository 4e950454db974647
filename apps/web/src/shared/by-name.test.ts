import { expect, it } from 'vitest';
import { byName } from './by-name.ts';

it('orders names as people count', () => {
  const names = ['node-10', 'node-2', 'Web', 'node-1', 'api', 'web-2'];
  expect(names.toSorted(byName)).toEqual(['api', 'node-1', 'node-2', 'node-10', 'Web', 'web-2']);
});
