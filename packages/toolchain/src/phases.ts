import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Counts, countPlaywright, countVitest, noCounts } from './counts.ts';
import { root } from './source-tree.ts';

/** One part of `npm test`. Its output streams through; its result is counted. */
export interface Phase {
  name: string;
  title: string;
  run(environment: NodeJS.ProcessEnv): Promise<Counts>;
}

interface Run {
  command: string[];
  cwd?: string;
  environment: NodeJS.ProcessEnv;
}

const module = (path: string) => join(root, 'node_modules', path);

/** Resolves with the exit code; the child's output is this process's. */
async function run({ command, cwd = root, environment }: Run): Promise<number> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd,
    env: environment,
    stdio: ['ignore', 'inherit', 'inherit'],
    // A group of its own, so that what hangs can be ended with all its workers.
    detached: true,
  });
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  process.on('SIGINT', forward).on('SIGTERM', forward);
  try {
    const [code] = await once(child, 'exit');
    return code ?? 1;
  } finally {
    process.off('SIGINT', forward).off('SIGTERM', forward);
  }
}

/** A tool that only says yes or no counts as one test. */
async function check(command: string[], environment: NodeJS.ProcessEnv): Promise<Counts> {
  const code = await run({ command, environment });
  return code === 0 ? { ...noCounts, passed: 1 } : { ...noCounts, failed: 1 };
}

/** Runs a tool that writes a JSON report. Without a report, or with a failure it does not tell, one more failed. */
async function counted<R>(
  command: (reportFile: string) => Run,
  count: (report: R) => Counts,
): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-test-'));
  const reportFile = join(folder, 'report.json');
  try {
    const code = await run(command(reportFile));
    const counts = existsSync(reportFile) ? count(JSON.parse(readFileSync(reportFile, 'utf8'))) : noCounts;
    return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function vitest(environment: NodeJS.ProcessEnv): Promise<Counts> {
  return counted(
    (file) => ({
      command: [
        process.execPath,
        module('vitest/vitest.mjs'),
        'run',
        '--reporter=default',
        '--reporter=json',
        `--reporter=${join(root, 'packages/toolchain/src/hang-reporter.ts')}`,
        `--outputFile.json=${file}`,
      ],
      environment,
    }),
    countVitest,
  );
}

function playwright(environment: NodeJS.ProcessEnv): Promise<Counts> {
  const cli = join(root, 'e2e/node_modules/@playwright/test/cli.js');
  return counted(
    (file) => ({
      command: [process.execPath, cli, 'test', '--reporter=list,json'],
      cwd: join(root, 'e2e'),
      environment: { ...environment, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
    }),
    countPlaywright,
  );
}

/** The journeys open what `npm start` would serve, so the dashboard is built first. */
async function journeys(environment: NodeJS.ProcessEnv): Promise<Counts> {
  const built = await check(['npm', 'run', '-s', 'build'], environment);
  return built.failed > 0 ? built : playwright(environment);
}

/** The dashboard's budgets, on a cluster that a test machine carries beside the browser; the full size is by hand. */
const budgets = (environment: NodeJS.ProcessEnv): Promise<Counts> => {
  const size = ['--nodes', '500', '--tasks', '5000', '--changes', '500', '--lines', '20000'];
  return check([process.execPath, join(root, 'e2e/budgets/main.ts'), ...size], environment);
};

/** A project for each core: several checkers of one project each read what it imports anew. */
const buildTypes = ['-b', '--checkers', '1', '--builders', String(availableParallelism())];

export const phases: readonly Phase[] = [
  {
    name: 'lint',
    title: 'format and lint',
    run: (environment) => check([module('.bin/biome'), 'ci', '.'], environment),
  },
  {
    name: 'types',
    title: 'types',
    run: (environment) => check([process.execPath, module('typescript/bin/tsc'), ...buildTypes], environment),
  },
  { name: 'unit', title: 'fences, unit, property, contract and integration tests', run: vitest },
  { name: 'e2e', title: 'journeys in a browser', run: journeys },
  { name: 'budgets', title: 'the dashboard’s budgets', run: budgets },
];
