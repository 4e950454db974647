import type { JobRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { toldJobs } from './job-verdict.ts';

const job = (id: string, over: object = {}) =>
  ({
    ...{ id, parentId: null, state: 'idle', deletingAtMs: null, quarantine: null, finishedAtMs: null },
    ...{ spec: { plan: { kind: 'cron' } }, ...over },
  }) as unknown as JobRecord;
const run = (id: string, state: JobRecord['state'], finishedAtMs: number | null) =>
  job(id, { parentId: 'nightly', state, finishedAtMs, spec: { plan: { kind: 'batch' } } });
const told = (...jobs: JobRecord[]) =>
  toldJobs(jobs).map(({ job: { id }, verdict, failed }) => [id, verdict.label, failed?.id ?? null]);

it('tells a job that makes runs by the run that ended last', () => {
  const failed = run('r2', 'failed', 20);
  expect(told(job('nightly'), run('r1', 'succeeded', 10), failed)).toEqual([
    ['nightly', 'Last run failed', 'r2'],
  ]);
  expect(told(job('nightly'), failed, run('r3', 'running', null), run('r4', 'cancelled', 40))).toEqual([
    ['nightly', 'Last run failed', 'r2'],
  ]);
  expect(told(job('nightly'), failed, run('r3', 'succeeded', 30))).toEqual([['nightly', 'Scheduled', null]]);
});

it('leaves a job of its own what it is', () => {
  const batch = { spec: { plan: { kind: 'batch' } }, finishedAtMs: 5 };
  expect(
    told(job('a', { ...batch, state: 'failed' }), job('b', { ...batch, state: 'succeeded' }), job('c')),
  ).toEqual([
    ['a', 'Failed', 'a'],
    ['b', 'Succeeded', null],
    ['c', 'Scheduled', null],
  ]);
});

it('says of a suspended job that it is, whatever its last run was', () => {
  expect(told(job('nightly', { state: 'suspended' }), run('r1', 'failed', 10))).toEqual([
    ['nightly', 'Suspended', null],
  ]);
});

it('does not tell as well under way a job of which all that ended failed', () => {
  const running = (over: object) =>
    told(job('a', { state: 'running', spec: { plan: { kind: 'batch' } }, ...over }))[0]?.[1];
  expect(running({ succeeded: 0, failed: 6, active: 2 })).toBe('Failing');
  expect(running({ succeeded: 1, failed: 6, active: 2 })).toBe('Running');
  expect(running({ succeeded: 0, failed: 2, active: 9 })).toBe('Running');
  expect(running({ succeeded: 0, failed: 1, active: 1 })).toBe('Running');
});
