import type { Resources } from '@gantry/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Allocator, type Client, dominantShare } from './allocator.ts';

const of = (cpuMillis: number, memoryBytes: number): Resources => ({
  cpuMillis,
  memoryBytes,
  diskBytes: 0,
  gpus: 0,
});
const none = of(0, 0);
const client = (role: string, framework: string, taken = none): Client => ({ role, framework, taken });

function turns(
  clients: Client[],
  each: Resources,
  count: number,
  weights: Record<string, number> = {},
): string[] {
  const total = of(100_000, 100_000);
  const allocator = new Allocator({ clients, weights: new Map(Object.entries(weights)), total });
  return Array.from({ length: count }, () => {
    const next = allocator.next()!;
    allocator.give(next, each);
    return next.framework;
  });
}

describe('whose turn it is', () => {
  test('[OF2] the dominant share is the largest of any resource, by weight', () => {
    expect(dominantShare(of(50, 10), of(100, 100), 1)).toBe(0.5);
    expect(dominantShare(of(10, 50), of(100, 100), 2)).toBe(0.25);
    expect(dominantShare(none, none, 1)).toBe(0);
  });

  test('[OF2] offers go as in the worked example of the Mesos allocator (case 1: UnreservedDRF)', () => {
    // Each agent that joins is offered whole to whoever is furthest behind; nobody declines.
    const agents = [of(2, 1024), of(1, 512), of(3, 2048), of(4, 4096), of(1, 512)];
    const frameworks = [
      { framework: 'F1', role: 'role1', from: 0 },
      { framework: 'F2', role: 'role2', from: 1 },
      { framework: 'F3', role: 'role1', from: 3 },
      { framework: 'F4', role: 'role1', from: 4 },
    ];
    const taken = new Map<string, Resources>();
    let total = none;
    const offered = agents.map((agent, index) => {
      total = of(total.cpuMillis + agent.cpuMillis, total.memoryBytes + agent.memoryBytes);
      const clients = frameworks
        .filter(({ from }) => from <= index)
        .map(({ framework, role }) => client(role, framework, taken.get(framework) ?? none));
      const { framework } = new Allocator({ clients, weights: new Map(), total }).next()!;
      const before = taken.get(framework) ?? none;
      taken.set(framework, of(before.cpuMillis + agent.cpuMillis, before.memoryBytes + agent.memoryBytes));
      return framework;
    });
    expect(offered).toEqual(['F1', 'F2', 'F2', 'F3', 'F2']);
  });

  test('[OF2] the smallest share comes first (case 31: DRF)', () => {
    const has = (framework: string, cpus: number) => client(framework, framework, of(cpus, 0));
    const clients = [has('a', 5), has('b', 6), has('c', 1), has('d', 3)];
    const allocator = new Allocator({ clients, weights: new Map(), total: of(100, 100) });
    expect(allocator.standings().map((one) => one.client.framework)).toEqual(['c', 'd', 'a', 'b']);
  });

  test('[OF2] a weight of two halves the share, and of equals the name decides (case 32: WDRF)', () => {
    const clients = [client('b', 'b', of(5, 0)), client('a', 'a', of(5, 0)), client('heavy', 'h', of(9, 0))];
    const allocator = new Allocator({ clients, weights: new Map([['heavy', 2]]), total: of(100, 100) });
    expect(allocator.standings().map((one) => one.client.framework)).toEqual(['h', 'a', 'b']);
  });

  test('[OF2] of equals the one that had fewer turns comes first (case 33: AllocationCountTieBreak)', () => {
    const clients = [
      { ...client('x', 'a'), turns: 2 },
      { ...client('x', 'b'), turns: 1 },
    ];
    const allocator = new Allocator({ clients, weights: new Map(), total: of(100, 100) });
    expect(allocator.next()?.framework).toBe('b');
  });

  test('[OF2] equals take turns, by name first', () => {
    expect(turns([client('b', 'B'), client('a', 'A')], of(10, 0), 4)).toEqual(['A', 'B', 'A', 'B']);
  });

  test('[OF2] also when what they get counts for nothing', () => {
    expect(turns([client('a', 'A'), client('b', 'B')], none, 4)).toEqual(['A', 'B', 'A', 'B']);
  });

  test('[OF2] a weight of two gets twice as much', () => {
    const given = turns([client('a', 'A'), client('b', 'B')], of(10, 0), 30, { a: 2 });
    expect(given.filter((name) => name === 'A')).toHaveLength(20);
  });

  test('[OF2] siblings share what their parent role gets (case 4: NestedRoleDRF)', () => {
    const given = turns([client('a/b', 'B'), client('a/c', 'C'), client('d', 'D')], of(10, 0), 40);
    const count = (name: string) => given.filter((one) => one === name).length;
    expect([count('B'), count('C'), count('D')]).toEqual([10, 10, 20]);
  });

  test('[OF2] a role’s own frameworks compete with its child roles as one', () => {
    const given = turns([client('a', 'Own'), client('a', 'Own2'), client('a/b', 'Child')], of(10, 0), 40);
    expect(given.filter((name) => name === 'Child')).toHaveLength(20);
  });

  test('[OF2] who retires gets nothing more, and what it has still counts for its role', () => {
    const [a, b] = [client('a', 'A', of(50_000, 0)), client('b', 'B')];
    const allocator = new Allocator({ clients: [a, b], weights: new Map(), total: of(100_000, 0) });
    expect(allocator.next()).toBe(b);
    allocator.retire(b);
    allocator.retire(b);
    expect(allocator.next()).toBe(a);
    allocator.retire(a);
    expect(allocator.next()).toBeNull();
  });

  test('[OF2] shares stay within one gift of each other, by weight, whatever the gifts', () => {
    const gift = fc.record({ cpuMillis: fc.integer({ min: 1, max: 50 }), memoryBytes: fc.nat(50) });
    const weight = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(fc.array(gift, { minLength: 10, maxLength: 40 }), weight, weight, (gifts, left, right) => {
        const total = of(1_000, 1_000);
        const clients = [client('a', 'A'), client('b', 'B')];
        const weights = new Map([
          ['a', left],
          ['b', right],
        ]);
        const allocator = new Allocator({ clients, weights, total });
        const shares = new Map(clients.map((one) => [one, none]));
        for (const { cpuMillis, memoryBytes } of gifts) {
          const next = allocator.next()!;
          const before = shares.get(next)!;
          allocator.give(next, of(cpuMillis, memoryBytes));
          shares.set(next, of(before.cpuMillis + cpuMillis, before.memoryBytes + memoryBytes));
        }
        const shareOf = (one: Client) => dominantShare(shares.get(one)!, total, weights.get(one.role)!);
        expect(Math.abs(shareOf(clients[0]!) - shareOf(clients[1]!))).toBeLessThanOrEqual(0.05 + 1e-9);
      }),
    );
  });
});
