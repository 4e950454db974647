import { makeId } from '@gantry/model';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byCreation } from './record-key.ts';

test('[EN3] ids order as they were made', () => {
  const made = fc.record({ revision: fc.nat(100_000), ordinal: fc.nat(3_000) });
  fc.assert(
    fc.property(made, made, (a, b) => {
      const expected = a.revision - b.revision || a.ordinal - b.ordinal;
      const order = byCreation(makeId('task', a.revision, a.ordinal), makeId('task', b.revision, b.ordinal));
      expect(Math.sign(order)).toBe(Math.sign(expected));
    }),
    { numRuns: 2_000 },
  );
});
