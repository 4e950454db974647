import { expect, test } from 'vitest';
import { allFaults } from './faults.ts';
import { simulate } from './simulation.ts';

/**
 * Runs that once found a fault, by what it was: each must come to rest now. The people of a simulation learn to ask for
 * more, and a seed is another run then; the fault itself is held by a test beside the code that it was in.
 */
const regressions = [
  {
    fault:
      'a blue-green rollout whose stable tasks serve nobody, beside others that serve, had no room for ever',
    seed: 2023,
    minutes: 5,
    nodes: 5,
  },
  {
    fault:
      'a canary waited for ever at a step while others served in the place of a stable set that never did',
    seed: 336,
    minutes: 20,
    nodes: 4,
  },
  {
    fault:
      'an agent that found its executor ended before it was told of the task left what it carried running',
    seed: 88,
    minutes: 20,
    nodes: 4,
  },
];

test.each(regressions)('$fault: seed $seed', { timeout: 240_000 }, async ({ seed, minutes, nodes }) => {
  expect((await simulate({ seed, minutes, nodes, faults: allFaults })).revision).toBeGreaterThan(0);
});
