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
const cpu = (reserved: number, total = 1_500) => ({ kind: 'cpuMillis' as const, reserved, total });

it('adds up what each has reserved, the largest first, the smaller ones together, and what none of them has', () => {
  const tasks = [
    ...[task('a', 'small'), task('a', 'small'), task('b', 'large'), task('c', 'small')],
    ...[task('d', 'small'), task('e', 'large', 'failed')],
  ];
  expect(appShares(tasks, templates, cpu(1_450))).toEqual([
    { whose: 'app', owner: 'b', amount: 1_000 },
    { whose: 'app', owner: 'a', amount: 200 },
    { whose: 'app', owner: 'c', amount: 100 },
    { whose: 'smaller', owner: null, amount: 100 },
    { whose: 'none', owner: null, amount: 50 },
  ]);
});

it('names none that would be drawn wider than it is', () => {
  const tasks = [task('a', 'small'), task('b', 'small'), task('c', 'small')];
  expect(appShares(tasks, templates, cpu(300, 15_000))).toEqual([
    { whose: 'smaller', owner: null, amount: 300 },
  ]);
});

it('has the rest alone where no container is known, and nothing where nothing is reserved', () => {
  expect(appShares([], templates, cpu(500))).toEqual([{ whose: 'none', owner: null, amount: 500 }]);
  expect(appShares([task('a', 'gone'), task(null, 'small')], templates, cpu(0))).toEqual([]);
});
