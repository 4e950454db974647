import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cluster, startCluster, until } from '@gantry/bench/cluster';
import { programsFolder } from '@gantry/examples';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ended, jobOf } from './job-cluster.ts';

/** Map and reduce over 100 splits, while a machine goes away half-way: Hadoop's case. */

const splits = 100;
const parts = 10;

let cluster: Cluster;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gantry-word-count-'));
  cluster = await startCluster({ localAgents: 3 });
}, 180_000);
afterAll(async () => {
  await cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 180_000);

const words = ['crane', 'ship', 'quay', 'box', 'the', 'a', 'über', 'naïve', 'port', 'hook'];

/** Splits of different sizes, and what the words of all of them come to. */
function writeInput(): Map<string, number> {
  const counts = new Map<string, number>();
  mkdirSync(join(folder, 'input'));
  for (let split = 0; split < splits; split++) {
    const text = Array.from({ length: 50 + split }, (_, at) => words[(at * 7 + split) % words.length]!);
    for (const word of text) counts.set(word, (counts.get(word) ?? 0) + 1);
    writeFileSync(join(folder, 'input', `split-${String(split).padStart(3, '0')}.txt`), text.join(' '));
  }
  return counts;
}

function readResult(): Map<string, number> {
  const result = join(folder, 'result');
  const files = readdirSync(result).filter((name) => /^\d+\.json$/.test(name));
  expect(files).toHaveLength(parts);
  return new Map(
    files.flatMap((name) => JSON.parse(readFileSync(join(result, name), 'utf8')) as [string, number][]),
  );
}

const template = {
  terminationGracePeriodSeconds: 1,
  containers: [
    {
      name: 'count',
      image: `${programsFolder}/wordcount`,
      command: ['node', '--v8-pool-size=0', 'count.cjs'],
      resources: { requests: { cpu: '10m', memory: '16Mi' } },
    },
  ],
};

it('counts the words of 100 splits right, though an agent is killed half-way', async () => {
  const expected = writeInput();
  await cluster.mutate('jobs.submit', {
    manifest: {
      name: 'count',
      runtime: 'process',
      environment: { INPUT: join(folder, 'input'), WORK: folder, PARTS: String(parts), TAKES_MS: '50' },
      batch: {
        stages: [
          { name: 'map', completions: splits, parallelism: 6, template },
          { name: 'reduce', completions: parts, parallelism: 6, template },
        ],
      },
    },
  });
  await until(
    () => jobOf(cluster, 'count'),
    ({ succeeded }) => succeeded >= splits / 2,
    {
      withinMs: 120_000,
      what: 'half of the map tasks',
      everyMs: 50,
    },
  );
  const [victim] = cluster.agentPids();
  process.kill(victim!, 'SIGKILL');
  const job = await ended(cluster, 'count', 180_000);
  expect(job).toMatchObject({ state: 'succeeded', succeeded: splits + parts, failed: 0 });
  expect(readResult()).toEqual(expected);
  const once = job.tasks.filter(({ state }) => state === 'succeeded');
  expect(new Set(once.map(({ jobPart, jobIndex }) => `${jobPart}/${jobIndex}`)).size).toBe(once.length);
}, 360_000);
