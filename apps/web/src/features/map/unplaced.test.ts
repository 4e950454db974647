import { expect, it } from 'vitest';
import type { MapBlock } from './map-node.ts';
import { noneUnplaced, unplacedByBlock, unplacedByCounts, unplacedWords } from './unplaced.ts';

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
  expect(unplacedByCounts(4, {}, deployments)).toEqual({
    ...{ count: 4, cannotBePlaced: 4 },
    ...{ blocks: [], ofDeployments: [] },
  });
  expect(unplacedByCounts(0, { 'd-web': 2 }, deployments)).toBe(noneUnplaced);
  expect(unplacedByBlock([], deployments)).toBe(noneUnplaced);
});

it('names containers one by one, and many of one deployment together', () => {
  const block = (id: string, deploymentId: string | null) => ({ task: { id, deploymentId } }) as MapBlock;
  const many = Array.from({ length: 5 }, (_, index) => block(`w${index}`, 'd-web'));
  const few = [block('a', 'd-api'), block('j', null)];
  const { count, blocks, ofDeployments } = unplacedByBlock([...many, ...few], deployments);
  expect(count).toBe(7);
  expect(blocks.map(({ task }) => task.id)).toEqual(['a', 'j']);
  expect(ofDeployments).toMatchObject([{ name: 'web', count: 5 }]);
  expect(unplacedByBlock(many.slice(1), deployments)).toMatchObject({
    blocks: { length: 4 },
    ofDeployments: [],
  });
});

it('tells what no node takes apart from what only waits for its next try', () => {
  const pending = { state: 'pending', desired: 'running', unplaced: null };
  const blocks = [{ message: 'no room' }, null, null].map((unplaced, index) => ({
    task: { ...pending, id: `t${index}`, unplaced },
  })) as unknown as MapBlock[];
  const words = (of: readonly MapBlock[]) => unplacedWords(unplacedByBlock(of, deployments));
  expect([words(blocks), words(blocks.slice(1)), words(blocks.slice(0, 1)), words([])]).toEqual([
    '3 on no node yet, 1 of them cannot be placed',
    '2 on no node yet',
    '1 cannot be placed',
    '',
  ]);
});
