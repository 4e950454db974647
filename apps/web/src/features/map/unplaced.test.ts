import { expect, it } from 'vitest';
import { noneUnplaced, unplacedByBlock, unplacedByCounts } from './unplaced.ts';

const deployments = ['web', 'api', 'db'].map((name) => ({
  id: `d-${name}`,
  namespace: 'shop',
  name,
})) as never;

it('tells of what is on no node how many are of each deployment, most first, and how many there are in all', () => {
  const { count, ofDeployments } = unplacedByCounts(13, { 'd-web': 2, 'd-db': 9, 'd-api': 2 }, deployments);
  expect(count).toBe(13);
  expect(ofDeployments.map(({ name, count: some }) => [name, some])).toEqual([
    ['db', 9],
    ['api', 2],
    ['web', 2],
  ]);
});

it('counts also what is of no deployment, and is the same nothing where nothing waits', () => {
  expect(unplacedByCounts(4, {}, deployments)).toEqual({ count: 4, blocks: [], ofDeployments: [] });
  expect(unplacedByCounts(0, { 'd-web': 2 }, deployments)).toBe(noneUnplaced);
  expect(unplacedByBlock([])).toBe(noneUnplaced);
});
