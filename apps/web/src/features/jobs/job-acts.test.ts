import type { JobRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { actsOn, type JobAct } from './job-acts.ts';

const batch = { kind: 'batch', stages: [] };
const cron = { kind: 'cron', run: batch };
const job = (plan: object, over: object = {}) =>
  ({
    state: 'running',
    deletingAtMs: null,
    spec: { plan, suspended: false },
    ...over,
  }) as unknown as JobRecord;

it.each<[string, JobRecord, JobAct[]]>([
  ['a batch that runs', job(batch), ['suspend', 'cancel', 'delete']],
  [
    'a suspended batch',
    job(batch, { spec: { plan: batch, suspended: true } }),
    ['resume', 'cancel', 'delete'],
  ],
  ['a batch that has ended', job(batch, { state: 'failed' }), ['delete']],
  ['a schedule, which ends only when it is deleted', job(cron), ['run', 'suspend', 'delete']],
  ['what is being deleted', job(cron, { deletingAtMs: 1 }), []],
])('%s', (_, one, acts) => {
  expect(actsOn(one)).toEqual(acts);
});
