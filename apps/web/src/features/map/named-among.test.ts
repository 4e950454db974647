import { expect, it } from 'vitest';
import type { MapNode } from './map-node.ts';
import { namedAmong } from './named-among.ts';

const nodes = (count: number) =>
  Array.from(
    { length: count },
    (_, index) =>
      ({ tone: index % 2 === 0 ? 'unknown' : 'running', counts: new Map() }) as unknown as MapNode,
  );

it('names all nodes of large tiles, of very many those in trouble, and none of small ones', () => {
  expect(namedAmong(nodes(121), 72)).toHaveLength(121);
  expect(namedAmong(nodes(121), 36)).toEqual([]);
  expect(namedAmong(nodes(900), 60)).toHaveLength(450);
  expect(namedAmong(nodes(900), 60)[1]).toBe(2);
  expect(namedAmong(nodes(2_000), 60)).toHaveLength(700);
});
