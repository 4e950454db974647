import type { TaskId } from '@gantry/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankForStop } from './stop-order.ts';

const nowMs = 1_000_000_000;

describe('[RO20] [RO21] every order', () => {
  const candidate = fc.record({
    phase: fc.constantFrom('unassigned', 'pending', 'unknown', 'running'),
    ready: fc.boolean(),
    available: fc.boolean(),
    deletionCost: fc.integer({ min: -2, max: 2 }),
    group: fc.constantFrom('a', 'b'),
    groupSize: fc.integer({ min: 1, max: 3 }),
    readyAtMs: fc.option(fc.integer({ min: 0, max: nowMs })),
    createdAtMs: fc.integer({ min: 0, max: nowMs }),
    restarts: fc.nat(3),
  });
  const mode = fc.constantFrom('default', 'youngestFirst', 'oldestFirst');

  it('names each once, whatever the order they came in, and never an available task before one that is not', () => {
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 12 }), mode, (bare, how) => {
        const all = bare.map((one, index) => ({
          ...one,
          available: one.available && one.ready && one.phase === 'running',
          ready: one.ready && one.phase === 'running',
          id: `t${index}` as TaskId,
        }));
        const order = rankForStop(all, how);
        expect(new Set(order)).toEqual(new Set(all.map(({ id }) => id)));
        expect(rankForStop([...all].reverse(), how)).toEqual(order);
        const availability = order.map((id) => Number(all.find((one) => one.id === id)?.available));
        expect(availability).toEqual([...availability].sort());
      }),
    );
  });
});
