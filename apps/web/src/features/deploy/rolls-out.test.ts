import { expect, it } from 'vitest';
import { rollsOut } from './rolls-out.ts';

const changed = (...paths: string[]) => rollsOut(paths.map((path) => ({ path, before: '1', after: '2' })));

it('is a change of what runs, not of how many run or of how they are changed', () => {
  expect(changed('containers[web].image')).toBe(true);
  expect(changed('metadata.labels[team]', 'replicas')).toBe(true);
  expect(changed('replicas', 'strategy.rollingUpdate.maxSurge', 'healthGates')).toBe(false);
  expect(changed()).toBe(false);
});
