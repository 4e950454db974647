import { expect, test } from 'vitest';
import { allFaults, noFaults } from './faults.ts';
import { simulate } from './simulation.ts';

const withinMs = 240_000;

test('without faults the cluster does what it is asked and comes to rest', {
  timeout: withinMs,
}, async () => {
  expect(await simulate({ seed: 1, nodes: 2, minutes: 1, faults: noFaults })).toMatchObject({ crashes: 0 });
});

test.each([2, 3, 4, 5])(
  'seed %i, with every fault: all invariants hold and the cluster comes to rest',
  { timeout: withinMs },
  async (seed) => {
    const { revision } = await simulate({ seed, nodes: 3, minutes: 1, faults: allFaults });
    expect(revision).toBeGreaterThan(0);
  },
);

test('the same seed is the same run', { timeout: withinMs }, async () => {
  const run = () => simulate({ seed: 5, nodes: 3, minutes: 1, faults: allFaults });
  expect(await run()).toEqual(await run());
});
