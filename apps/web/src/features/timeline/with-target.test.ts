import { expect, it } from 'vitest';
import { withTarget } from './with-target.ts';

it('leaves the number of containers to the revision that it was chosen for', () => {
  const chosen = { rev: 3, size: 'then', fold: true } as const;
  expect(withTarget(chosen, 3)).toEqual(chosen);
  expect(withTarget(chosen, 2)).toEqual({ rev: 2, fold: true });
  expect(withTarget(chosen, null)).toEqual({ fold: true });
});
