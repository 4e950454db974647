import { expect, it } from 'vitest';
import { roleName } from './role-name.ts';

it('says whose a role is that has no name of its own', () => {
  expect(roleName('*')).toBe('* (everybody)');
  expect(roleName('analytics')).toBe('analytics');
});
