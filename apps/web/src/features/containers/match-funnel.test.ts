import { expect, it } from 'vitest';
import { matchFunnel } from './match-funnel.ts';

const told = (groups: { code: string; nodes: number }[], nodes: number) =>
  matchFunnel(groups, nodes).map(({ name, left }) => `${name} ${left}`);

it('goes from all nodes to those that fit, in the order in which the filters are tried', () => {
  const groups = [
    { code: 'cpu', nodes: 266 },
    { code: 'taint', nodes: 30 },
    { code: 'nodeSelector', nodes: 900 },
    { code: 'hostPort', nodes: 44 },
  ];
  expect(told(groups, 1_240)).toEqual(['Constraints 310', 'CPU 44', 'Memory 44', 'Ports 0']);
  expect(matchFunnel(groups, 1_240)[0]).toMatchObject({ lost: 930, codes: ['taint', 'nodeSelector'] });
});

it('ends with the nodes that fit', () => {
  expect(told([{ code: 'cordoned', nodes: 2 }], 3)).toEqual([
    'Reachable 1',
    'Constraints 1',
    'CPU 1',
    'Memory 1',
  ]);
});
