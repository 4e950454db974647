import type { TaskRecord, Template } from '@gantry/model';
import { expect, it } from 'vitest';
import { appShares } from './app-shares.ts';

const template = (cpuMillis: number) =>
  ({
    containers: [{ requests: { cpuMillis, memoryBytes: 0, diskBytes: 0, gpus: 0 } }],
  }) as unknown as Template;
const templates = new Map([
  ['small', template(100)],
  ['large', template(1_000)],
]);
const task = (deploymentId: string | null, templateHash: string, state = 'running') =>
  ({ deploymentId, jobId: null, templateHash, state, desired: 'running' }) as unknown as TaskRecord;
const cpu = (reserved: number) => ({ kind: 'cpuMillis' as const, reserved });

it('adds up what each has reserved, the largest first, the rest together', () => {
  const tasks = [
    ...[task('a', 'small'), task('a', 'small'), task('b', 'large'), task('c', 'small')],
    ...[task('d', 'small'), task('e', 'large', 'failed')],
  ];
  expect(appShares(tasks, templates, cpu(1_400))).toEqual([
    { owner: 'b', amount: 1_000 },
    { owner: 'a', amount: 200 },
    { owner: 'c', amount: 100 },
    { owner: null, amount: 100 },
  ]);
});

it('has the rest alone where no container is known, and nothing where nothing is reserved', () => {
  expect(appShares([], templates, cpu(500))).toEqual([{ owner: null, amount: 500 }]);
  expect(appShares([task('a', 'gone'), task(null, 'small')], templates, cpu(0))).toEqual([]);
});
