import { parseArgs } from 'node:util';
import { allFaults } from './faults.ts';
import { simulate } from './simulation.ts';

/** `npm run simulate -- --seed N --minutes M --nodes K [--seeds COUNT]`: the same words give the same run, always. */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '20' },
    nodes: { type: 'string', default: '4' },
  },
});

const [seed, seeds, minutes, nodes] = [values.seed, values.seeds, values.minutes, values.nodes].map(
  Number,
) as [number, number, number, number];
if (![seed, seeds, minutes, nodes].every((value) => Number.isFinite(value) && value >= 0)) {
  console.error('--seed, --seeds, --minutes and --nodes are numbers.');
  process.exit(2);
}

let commits = 0;
let failed = 0;
for (let one = seed; one < seed + seeds; one++) {
  try {
    const { revision, crashes, tasks, restAfterSeconds } = await simulate({
      seed: one,
      minutes,
      nodes,
      faults: allFaults,
    });
    commits += revision;
    if (seeds <= 20)
      console.log(
        `seed ${one}: ${revision} commits, ${tasks} tasks, ${crashes} crashes, at rest after ${restAfterSeconds} s`,
      );
  } catch (error) {
    failed++;
    console.error(error instanceof Error ? error.message : error);
  }
}
console.log(
  `${seeds} seeds of ${minutes} minutes on ${nodes} nodes: ${seeds - failed} good, ${failed} failed, ${commits} commits`,
);
process.exitCode = failed > 0 ? 1 : 0;
