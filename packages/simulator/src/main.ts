import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { allFaults } from './faults.ts';
import { simulate } from './simulation.ts';

/**
 * `npm run simulate -- --seed N --minutes M --nodes K [--seeds COUNT] [--processes P]`: the same words give the same
 * runs, always. Many seeds are shared out over as many processes as there are cores.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '20' },
    nodes: { type: 'string', default: '4' },
    processes: { type: 'string', default: String(availableParallelism()) },
  },
});

const names = ['seed', 'seeds', 'minutes', 'nodes', 'processes'] as const;
type Wanted = Record<(typeof names)[number], number>;
const wanted = Object.fromEntries(names.map((name) => [name, Number(values[name])])) as Wanted;
if (!names.every((name) => Number.isFinite(wanted[name]) && wanted[name] >= 0)) {
  console.error(`${names.map((name) => `--${name}`).join(', ')} are numbers.`);
  process.exit(2);
}

interface Outcome {
  failed: number;
  commits: number;
}

/** One after the other, here. */
async function runHere({ seed, seeds, minutes, nodes }: Wanted): Promise<Outcome> {
  const sum: Outcome = { failed: 0, commits: 0 };
  for (let one = seed; one < seed + seeds; one++) {
    try {
      const run = await simulate({ seed: one, minutes, nodes, faults: allFaults });
      sum.commits += run.revision;
      console.log(
        `seed ${one}: ${run.revision} commits, ${run.tasks} tasks, ${run.crashes} crashes, at rest after ${run.restAfterSeconds} s`,
      );
    } catch (error) {
      sum.failed++;
      console.error(error instanceof Error ? error.message : error);
    }
  }
  return sum;
}

/** Every process takes a stretch of the seeds, and says in its last line what came of them. */
async function runApart(of: Wanted): Promise<Outcome> {
  const share = Math.ceil(of.seeds / of.processes);
  const stretches = Array.from({ length: of.processes }, (_, index) => ({
    ...of,
    seed: of.seed + index * share,
    seeds: Math.max(0, Math.min(share, of.seeds - index * share)),
    processes: 1,
  }));
  const outcomes = await Promise.all(stretches.map(runInProcess));
  return outcomes.reduce((sum, { failed, commits }) => ({
    failed: sum.failed + failed,
    commits: sum.commits + commits,
  }));
}

async function runInProcess(of: Wanted): Promise<Outcome> {
  const words = names.flatMap((name) => [`--${name}`, String(of[name])]);
  const child = spawn(process.execPath, [import.meta.filename, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let last = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    last = (last + text).slice(-500);
    process.stdout.write(text.replace(/^\d+ seeds of .*\n/m, ''));
  });
  await once(child, 'close');
  const [, failed, commits] = / (\d+) failed, (\d+) commits\n$/.exec(last) ?? [null, of.seeds, 0];
  return { failed: Number(failed), commits: Number(commits) };
}

const isShared = wanted.processes > 1 && wanted.seeds > 1;
const { failed, commits } = await (isShared ? runApart(wanted) : runHere(wanted));
const { seeds, minutes, nodes } = wanted;
console.log(
  `${seeds} seeds of ${minutes} minutes on ${nodes} nodes: ${seeds - failed} good, ${failed} failed, ${commits} commits`,
);
process.exitCode = failed > 0 ? 1 : 0;
