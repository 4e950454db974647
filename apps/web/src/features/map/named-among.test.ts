import { expect, it } from 'vitest';
import type { MapNode } from './map-node.ts';
import { namedAmong } from './named-among.ts';

const entry = (name: string, isLost = false): MapNode =>
  ({ node: { name }, tone: isLost ? 'unknown' : 'running', counts: new Map() }) as unknown as MapNode;
const nodes = (count: number) =>
  Array.from({ length: count }, (_, index) => entry(`node-${1_000 + index}`, index % 2 === 0));
const texts = (names: string[], tilePixels: number) =>
  namedAmong(
    names.map((name) => entry(name)),
    tilePixels,
  ).map(({ text }) => text);

it('names all nodes of large tiles, of very many those in trouble, and none of small ones', () => {
  expect(namedAmong(nodes(121), 72)).toHaveLength(121);
  expect(namedAmong(nodes(121), 24)).toEqual([]);
  expect(namedAmong(nodes(900), 63)).toHaveLength(450);
  expect(namedAmong(nodes(900), 63)[1]!.index).toBe(2);
  expect(namedAmong(nodes(2_000), 63)).toHaveLength(700);
});

it('tells of names that have no room what tells them apart, of all or of none', () => {
  expect(texts(['node-1', 'node-9'], 63)).toEqual(['node-1', 'node-9']);
  expect(texts(['node-00041', 'node-00042'], 72)).toEqual(['00041', '00042']);
  expect(texts(['node-9', 'node-10000'], 63)).toEqual(['9', '10000']);
});

it('cuts a name only where much of it is left, and leaves its end', () => {
  const mixed = ['build-machine-of-ann', 'node-1'];
  expect(texts(mixed, 63)).toEqual(['node-1']);
  expect(texts(mixed, 72)).toEqual(['…e-of-ann', 'node-1']);
});
