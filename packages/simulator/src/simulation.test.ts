import { expect, test } from 'vitest';
import { allFaults, noFaults } from './faults.ts';
import { simulate } from './simulation.ts';

const withinMs = 240_000;

test('without faults the cluster does what it is asked and comes to rest', {
  timeout: withinMs,
}, async () => {
  expect(await simulate({ seed: 1, nodes: 2, minutes: 1, faults: noFaults })).toMatchObject({ crashes: 0 });
});

/** More and longer runs are a command of their own: `npm run simulate`. */
const seedsOfTests = Array.from({ length: 8 }, (_, test) => ({ from: 1 + 25 * test, to: 25 * (test + 1) }));

test.each(seedsOfTests)(
  'seeds $from to $to, with every fault: all invariants hold and the cluster comes to rest',
  { timeout: withinMs },
  async ({ from, to }) => {
    for (let seed = from; seed <= to; seed++) {
      const { revision } = await simulate({ seed, nodes: 3, minutes: 0.5, faults: allFaults });
      expect(revision).toBeGreaterThan(0);
    }
  },
);

test('the same seed is the same run', { timeout: withinMs }, async () => {
  const run = () => simulate({ seed: 5, nodes: 3, minutes: 1, faults: allFaults });
  expect(await run()).toEqual(await run());
});
