import { expect, it } from 'vitest';
import { frameworkOrigin } from './framework-origin.ts';

it('names the machine of a framework from outside only where it says one', () => {
  expect(frameworkOrigin({ kind: 'mesos', hostname: 'build-3' })).toBe('from outside, on build-3');
  expect(frameworkOrigin({ kind: 'mesos', hostname: '' })).toBe('from outside');
  expect(frameworkOrigin({ kind: 'batch', hostname: '' })).toBe('built in');
});
