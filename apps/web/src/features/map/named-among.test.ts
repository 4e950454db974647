import { expect, it } from 'vitest';
import type { MapNode } from './map-node.ts';
import { namedAmong } from './named-among.ts';

const entry = (name: string, isLost: boolean): MapNode =>
  ({ node: { name }, tone: isLost ? 'unknown' : 'running', counts: new Map() }) as unknown as MapNode;
const nodes = (count: number) =>
  Array.from({ length: count }, (_, index) => entry('node-123', index % 2 === 0));

it('names all nodes of large tiles, of very many those in trouble, and none of small ones', () => {
  expect(namedAmong(nodes(121), 72)).toHaveLength(121);
  expect(namedAmong(nodes(121), 36)).toEqual([]);
  expect(namedAmong(nodes(900), 63)).toHaveLength(450);
  expect(namedAmong(nodes(900), 63)[1]).toBe(2);
  expect(namedAmong(nodes(2_000), 63)).toHaveLength(700);
});

it('cuts a name only where much of it is left', () => {
  const mixed = [entry('ip-10-0-12-34.internal', false), entry('node-1', false)];
  expect(namedAmong(mixed, 63)).toEqual([1]);
  expect(namedAmong(mixed, 72)).toEqual([0, 1]);
});
