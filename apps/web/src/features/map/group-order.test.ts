import { describe, expect, it } from 'vitest';
import { GroupOrder, troubleIn } from './group-order.ts';
import type { MapNode } from './map-node.ts';

const entry = (name: string, rack: string, degraded = 0): MapNode =>
  ({
    node: { name, labels: { rack }, attributes: {} },
    ...{ containers: 0, tone: 'running' },
    counts: new Map(degraded > 0 ? [['degraded', degraded]] : []),
  }) as unknown as MapNode;
const byRack = { key: 'rack', troubleFirst: false };

describe('nodes in groups', () => {
  it('stay where they are while only what they carry changes', () => {
    const order = new GroupOrder();
    const nodes = [entry('a', '10'), entry('b', '2'), entry('c', '10')];
    const first = order.of(nodes, byRack);
    expect(first.nodes.map(({ node }) => node.name)).toEqual(['b', 'a', 'c']);
    const busier = nodes.map((one) => ({ ...one, containers: 9 }));
    const second = order.of(busier, byRack);
    expect(second.groups).toBe(first.groups);
    expect(second.nodes).toEqual([busier[1], busier[0], busier[2]]);
  });

  it('are found anew when one moves, when they are grouped by something else, and when all go', () => {
    const order = new GroupOrder();
    const nodes = [entry('a', '1'), entry('b', '2')];
    order.of(nodes, byRack);
    const groupsOf = (list: readonly MapNode[], key?: string) =>
      order.of(list, { key, troubleFirst: false }).groups;
    expect(groupsOf([nodes[0]!, entry('b', '1')], 'rack')).toEqual([{ name: '1', first: 0, count: 2 }]);
    expect(groupsOf(nodes)).toEqual([{ name: '', first: 0, count: 2 }]);
    expect(groupsOf([])).toEqual([]);
    expect(groupsOf(nodes, 'rack')).toEqual([
      { name: '1', first: 0, count: 1 },
      { name: '2', first: 1, count: 1 },
    ]);
  });

  it('stand with the most trouble first when it is asked for, and change places for much more of it only', () => {
    const order = new GroupOrder();
    const rack = (some: readonly [string, number][]) =>
      some.map(([name, count]) => entry(`n${name}`, name, count));
    const nodes = rack([
      ['1', 0],
      ['2', 3],
      ['3', 9],
    ]);
    const withTrouble = (counts: readonly [number, number, number]) => {
      const list = nodes.map((one, place) => ({ ...one, counts: new Map([['degraded', counts[place]]]) }));
      return order.of(list as unknown as MapNode[], { key: 'rack', troubleFirst: true });
    };
    const first = withTrouble([0, 4, 9]);
    expect(first.groups.map(({ name }) => name)).toEqual(['3', '2', '1']);
    expect(first.nodes.map(({ node }) => node.name)).toEqual(['n3', 'n2', 'n1']);
    expect(withTrouble([0, 5, 10]).groups).toBe(first.groups);
    expect(withTrouble([40, 5, 10]).groups.map(({ name }) => name)).toEqual(['1', '3', '2']);
    // An earlier look is told of the groups as they stood then.
    expect(['1', '2', '3', 'gone'].map((name) => troubleIn(first, name).degraded)).toEqual([0, 4, 9, 0]);
    expect(order.of(nodes, byRack).groups.map(({ name }) => name)).toEqual(['1', '2', '3']);
  });
});
