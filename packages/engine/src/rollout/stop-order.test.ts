import type { TaskId } from '@gantry/model';
import { describe, expect, it } from 'vitest';
import { rankForStop, type StopCandidate } from './stop-order.ts';

const nowMs = 1_000_000_000;

/** A task that has been ready for 1,000 s, alone on its node. */
const aCandidate = (id: string, over: Partial<StopCandidate> = {}): StopCandidate => ({
  id: id as TaskId,
  phase: 'running',
  ready: true,
  available: true,
  deletionCost: 0,
  group: `node-of-${id}`,
  groupSize: 1,
  readyAtMs: nowMs - 1_000_000,
  createdAtMs: nowMs - 1_000_000,
  restarts: 0,
  ...over,
});

describe('[RO20] the order in which tasks of a replica set stop', () => {
  it('[K-H83] unassigned, pending, not ready, doubled up, then the rest', () => {
    const expected = [
      aCandidate('e', { phase: 'unassigned', ready: false, available: false }),
      aCandidate('d', { phase: 'pending', ready: false, available: false }),
      aCandidate('c', { ready: false, available: false }),
      aCandidate('b', { groupSize: 2 }),
      aCandidate('a'),
    ];
    const ids = expected.map(({ id }) => id);
    expect(rankForStop([...expected].reverse(), 'default')).toEqual(ids);
  });

  const worse: [string, Partial<StopCandidate>, Partial<StopCandidate>][] = [
    ['pending before unknown', { phase: 'pending' }, { phase: 'unknown' }],
    ['unknown before running', { phase: 'unknown' }, { phase: 'running' }],
    ['ready only before available', { available: false }, { deletionCost: -5 }],
    ['lower deletion cost before doubled up', { deletionCost: -1 }, { groupSize: 3 }],
    ['doubled up before younger', { groupSize: 2 }, { readyAtMs: nowMs - 1 }],
    ['ready more recently', { readyAtMs: nowMs - 1_000 }, {}],
    ['missing ready time counts as newest', { readyAtMs: null }, { readyAtMs: nowMs - 1 }],
    ['more restarts', { restarts: 2 }, { restarts: 1, createdAtMs: nowMs - 1 }],
    ['created more recently', { createdAtMs: nowMs - 1_000 }, {}],
  ];
  it.each(worse)('[K-G1] %s', (_, first, second) => {
    const pair = [aCandidate('a', second), aCandidate('z', first)];
    expect(rankForStop(pair, 'default')).toEqual(['z', 'a']);
  });

  it('[K-G1] instants decide, not powers of two of ages: a millisecond is enough, and of equals the id', () => {
    const older = aCandidate('a', { readyAtMs: nowMs - 1_000_001 });
    expect(rankForStop([older, aCandidate('b')], 'default')).toEqual(['b', 'a']);
    expect(rankForStop([aCandidate('b'), aCandidate('a')], 'default')).toEqual(['a', 'b']);
  });
});

describe('[RO21] killSelection', () => {
  const ages = [1, 2, 3].map((age) =>
    aCandidate(`t${age}`, { createdAtMs: nowMs - age * 1_000, group: '', groupSize: 3 }),
  );

  it('[M-F.2 77] by age, youngest or oldest first', () => {
    expect(rankForStop(ages, 'youngestFirst')).toEqual(['t1', 't2', 't3']);
    expect(rankForStop(ages, 'oldestFirst')).toEqual(['t3', 't2', 't1']);
  });

  it('[M-F.2 77] by state before age', () => {
    const starting = aCandidate('t9', { phase: 'pending', ready: false, available: false, createdAtMs: 0 });
    expect(rankForStop([...ages, starting], 'youngestFirst')[0]).toBe('t9');
  });

  it('[M-C.10] evens out the groups: from the fullest each time', () => {
    const placed = ['a', 'a', 'a', 'b', 'c', 'c'].map((group, index) =>
      aCandidate(`t${index}`, { group, groupSize: { a: 3, b: 1, c: 2 }[group] ?? 0, createdAtMs: index }),
    );
    const groups = rankForStop(placed, 'oldestFirst').map((id) => placed.find((one) => one.id === id)?.group);
    expect(groups.slice(0, 3)).toEqual(['a', 'a', 'c']);
    expect([...groups.slice(3)].sort()).toEqual(['a', 'b', 'c']);
  });
});
