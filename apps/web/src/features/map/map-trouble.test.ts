import { expect, it } from 'vitest';
import type { Tone } from '../../shared/tone.ts';
import type { MapNode } from './map-node.ts';
import { nextTrouble, nodeTroubles, troubleOf } from './map-trouble.ts';

const entry = (id: string, tone: Tone, counts: [Tone, number][] = []): MapNode =>
  ({ node: { id }, tone, counts: new Map(counts) }) as unknown as MapNode;

const nodes = [
  entry('a', 'running', [
    ['running', 3],
    ['degraded', 1],
  ]),
  entry('b', 'pending', [
    ['running', 2],
    ['progress', 1],
  ]),
  entry('c', 'unknown', [['unknown', 4]]),
  entry('d', 'draining', [['failed', 2]]),
];

it('goes from trouble to trouble and round the end, past what is cordoned or on its way up', () => {
  expect([-1, 0, 1, 2, 3].map((at) => nextTrouble(nodes, at, null))).toEqual([0, 2, 2, 3, 0]);
  expect(nextTrouble([nodes[1]!], -1, null)).toBeNull();
  expect(nextTrouble([], -1, null)).toBeNull();
});

it('goes to lit nodes only, while some are', () => {
  expect(nextTrouble(nodes, 0, new Set(['b', 'd']))).toBe(3);
  expect(nextTrouble(nodes, 0, new Set(['b']))).toBeNull();
});

it('counts what is wrong in a group, of its own nodes only', () => {
  expect(troubleOf(nodes, { first: 0, count: 2 })).toEqual({
    ...{ failed: 0, degraded: 1, draining: 0, unknown: 0, pending: 1 },
  });
  expect(troubleOf(nodes, { first: 2, count: 2 })).toEqual({
    ...{ failed: 2, degraded: 0, draining: 1, unknown: 1, pending: 0 },
  });
});

it('tells of a node what its containers lack, the worst first, and nothing of those that are well or leave', () => {
  const counts: [Tone, number][] = [
    ['unknown', 1_000],
    ['running', 3],
    ['degraded', 2],
    ['draining', 1],
  ];
  expect(nodeTroubles(entry('a', 'running', counts)).map(({ text }) => text)).toEqual([
    '2 not ready',
    '1,000 lost',
  ]);
});
