import { expect, test } from 'vitest';
import { leaderLocation } from './redirect.ts';

test.each([
  ['/api/v1/scheduler', '//lead:4500/api/v1/scheduler'],
  ['/master/api/v1/scheduler', '//lead:4500/master/api/v1/scheduler'],
  ['/api/v1', '//lead:4500/api/v1'],
  ['/master/state?order=asc', '//lead:4500/master/state?order=asc'],
  ['/metrics/snapshot', '//lead:4500/metrics/snapshot'],
  ['/redirect', '//lead:4500'],
  ['/master/redirect', '//lead:4500'],
  ['/api/v10', null],
  ['/trpc/nodes.list', null],
])('a standby sends %s to %s', (url, location) => {
  expect(leaderLocation('lead:4500', url)).toBe(location);
});
