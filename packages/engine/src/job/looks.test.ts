import { beforeEach, describe, expect, test, vi } from 'vitest';
import { refusalOfNode } from '../place/filters.ts';
import { aMachine } from '../testing/builders.ts';
import { Cluster } from '../testing/cluster.ts';
import { aJob, batch, end, gang, liveTasks, wants } from '../testing/jobs.ts';

vi.mock(import('../place/filters.ts'), async (load) => {
  const filters = await load();
  return { ...filters, refusalOfNode: vi.fn(filters.refusalOfNode) };
});

/** Every look at a node for somebody who waits begins with this question. */
const looks = () => vi.mocked(refusalOfNode).mock.calls.length;
beforeEach(() => void vi.mocked(refusalOfNode).mockClear());

const nodes = 8;

/**
 * Nodes full of small tasks, and gangs that wait beside them: so many of each size in cores a rank. Small enough that
 * some ranks would fit, and none as a whole.
 */
function crowded(gangs: readonly { count: number; cores: number }[], ranks = 40): Cluster {
  const cluster = new Cluster({ unchecked: true });
  const resources = { cpuMillis: 4_000, memoryBytes: 0, diskBytes: 0, gpus: 0 };
  cluster.joinAll(Array.from({ length: nodes }, (_, index) => aMachine(`n${index}`, { resources })));
  const small = batch({ name: '', completions: 1_000, parallelism: 4 * nodes, template: wants(1_000) });
  cluster.accept(aJob('small', small));
  cluster.settle();
  for (const { count, cores } of gangs)
    for (let index = 0; index < count; index++)
      cluster.accept(aJob(`gang-${cores}-${index}`, gang(ranks, { template: wants(cores * 1_000) })));
  return cluster;
}

/** What is looked at while so many small tasks end, each followed by the next. */
function looksWhile(cluster: Cluster, ends: number): number {
  const before = looks();
  for (let ended = 0; ended < ends; ended++) {
    const [task] = liveTasks(cluster, 'small').filter(({ nodeId }) => nodeId !== null);
    end(cluster, task!, 'succeeded');
  }
  return looks() - before;
}

/** And while nothing happens but that time passes. */
function looksIn(cluster: Cluster, seconds: number): number {
  const before = looks();
  cluster.advance(seconds);
  return looks() - before;
}

describe('the looks at the nodes for gangs that wait', () => {
  test('[JB8] all alike are one look, each time that room comes free', () => {
    const one = looksWhile(crowded([{ count: 1, cores: 1 }]), 5);
    expect(one).toBeGreaterThan(0);
    expect(looksWhile(crowded([{ count: 60, cores: 1 }]), 5)).toBe(one);
  });

  test('[JB8] those that are not alike are a look each', () => {
    const none = looksWhile(crowded([]), 5);
    const one = looksWhile(crowded([{ count: 30, cores: 1 }]), 5) - none;
    const kinds = [1, 2, 3].map((cores) => ({ count: 30, cores }));
    expect(looksWhile(crowded(kinds), 5) - none).toBeLessThanOrEqual(3 * one);
  });

  test('[JB8] each is told why, and that is the same for all alike', () => {
    const cluster = crowded([{ count: 20, cores: 1 }]);
    looksWhile(cluster, 1);
    const told = Array.from({ length: 20 }, (_, index) => liveTasks(cluster, `gang-1-${index}`)).flat();
    expect(told).toHaveLength(20 * 40);
    expect(new Set(told.map(({ unplaced }) => unplaced?.message))).toEqual(
      new Set([told[0]!.unplaced!.message]),
    );
    expect(told[0]!.unplaced!.message).toMatch(/lack CPU/);
  });

  test('[JB15] whether they could ever fit is one look for all alike, at moments that are the same for all', () => {
    const one = looksIn(crowded([{ count: 1, cores: 1 }]), 600);
    expect(one).toBeGreaterThanOrEqual(nodes);
    // Of those that began to wait in the same second.
    expect(looksIn(crowded([{ count: 60, cores: 1 }]), 600)).toBe(one);
  });

  test('[JB15] nothing is looked at while nothing changes and no moment has come', () => {
    const cluster = crowded([{ count: 60, cores: 1 }]);
    cluster.advance(600);
    expect(looksIn(cluster, 1)).toBe(0);
  });
});
