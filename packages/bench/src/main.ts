import { availableParallelism, loadavg } from 'node:os';
import { measureAllocation } from './allocation.ts';
import { formatRow, type Row } from './figures.ts';
import { measureHoles } from './holes.ts';
import { measureMutations } from './mutations.ts';
import { measurePast } from './past.ts';
import { measurePlanning } from './planning.ts';
import { measureProxies } from './proxies.ts';
import { measureRollouts } from './rollouts.ts';
import { measureContainerStarts, measureProcessStarts } from './starts.ts';
import { stopAll } from './stops.ts';

/** `npm run bench [-- NAME ...]`: each figure beside its peer and its goal, one line each. */
const benchmarks: Record<string, () => AsyncIterable<Row>> = {
  mutations: measureMutations,
  processes: measureProcessStarts,
  containers: measureContainerStarts,
  rollouts: measureRollouts,
  plan: measurePlanning,
  allocation: measureAllocation,
  holes: measureHoles,
  proxies: measureProxies,
  past: measurePast,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(benchmarks, name));
if (unknown.length > 0) {
  console.error(
    `There is no benchmark ${unknown.join(', ')}; there are ${Object.keys(benchmarks).join(', ')}.`,
  );
  process.exit(2);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void stopAll().finally(() => process.exit(1)));

const busy = loadavg()[0]! / availableParallelism();
if (busy > 0.5)
  console.log(
    `This machine is busy (load ${loadavg()[0]!.toFixed(1)} on ${availableParallelism()} cores): measure again when it is not.`,
  );

/** Returns whether it came to its end: what fails says so, and the others are measured all the same. */
async function run(name: string): Promise<boolean> {
  let count = 0;
  try {
    for await (const row of benchmarks[name]!()) {
      count++;
      console.log(formatRow(row));
    }
  } catch (error) {
    console.log(`${name}: failed: ${error instanceof Error ? error.message : error}`);
    return false;
  }
  if (count === 0)
    console.log(
      `${name}: skipped, no container engine can be started here: it takes root and dockerd, or GANTRY_BENCH_SOCKET`,
    );
  return true;
}

let failed = 0;
for (const name of asked.length > 0 ? asked : Object.keys(benchmarks)) if (!(await run(name))) failed++;
process.exitCode = failed > 0 ? 1 : 0;
