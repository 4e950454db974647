import type { NodeRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { askedNames, lostAmong, lostText, parseLost } from './lost-nodes.ts';

const records = ['n1', 'n2', 'n3'].map((name) => ({ id: `id-${name}`, name }) as NodeRecord);

it('is carried by the address and read from it', () => {
  expect(parseLost(lostText(['n3', 'n1']))).toEqual(['n3', 'n1']);
  expect(parseLost(' n1,,n1 , n2')).toEqual(['n1', 'n2']);
  expect(parseLost(undefined)).toEqual([]);
});

it('is no part of the address where there is nothing or too much', () => {
  expect(lostText([])).toBeUndefined();
  expect(lostText(Array.from({ length: 60 }, (_, index) => `n${index}`))).toContain('n59');
  expect(lostText(Array.from({ length: 61 }, (_, index) => `n${index}`))).toBeUndefined();
});

it('is what the address says before more than it has room for', () => {
  expect(askedNames(undefined, null)).toEqual([]);
  expect(askedNames(undefined, ['n1', 'n2'])).toEqual(['n1', 'n2']);
  expect(askedNames('n3', ['n1', 'n2'])).toEqual(['n3']);
});

it('names what is no node', () => {
  const { nodes, unknown } = lostAmong(records, ['n3', 'nope', 'n1']);
  expect(nodes.map(({ name }) => name)).toEqual(['n1', 'n3']);
  expect(unknown).toEqual(['nope']);
  expect(lostAmong(records, [])).toEqual({ nodes: [], unknown: [] });
});
