import type { TaskRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { troubleIn } from './trouble.ts';

const task = (id: string, over: object = {}) =>
  ({
    ...{ id, state: 'running', desired: 'running', reason: '', message: '', replaces: null },
    ...{ unplaced: null, failuresInARow: 0, ready: true },
    ...over,
  }) as unknown as TaskRecord;
const unplaced = (id: string, message: string) => task(id, { state: 'pending', unplaced: { message } });

it('says how many containers find no node, and why the first of them does not', () => {
  const [one, other] = [unplaced('t1', '3 lack CPU'), unplaced('t2', '2 lack CPU')];
  expect(troubleIn([task('t0'), one])).toMatchObject({ title: 'A container finds no node', task: one });
  expect(troubleIn([task('t0'), one, other])).toMatchObject({
    title: '2 containers find no node',
    message: '3 lack CPU',
    task: one,
  });
});

it('tells of checks that have failed ever since a container runs, and not of a first failure', () => {
  const checked = task('t1', { ready: false, readyAtMs: null, probeFailures: 9, message: 'answered 503' });
  expect(troubleIn([task('t0'), checked])).toMatchObject({
    ...{ tone: 'degraded', title: 'A container fails its checks', task: checked },
    message: '9 failed checks so far. Answered 503.',
  });
  expect(troubleIn([checked, { ...checked, probeFailures: 4 }])).toMatchObject({
    title: '2 containers fail their checks',
    message: '13 failed checks of them so far. Answered 503.',
  });
  expect(troubleIn([{ ...checked, probeFailures: 1 }])).toBeNull();
});

it('tells of what keeps failing by what failed last, and of nothing where all is well', () => {
  const failed = task('t1', { state: 'failed', message: 'exit code 1' });
  const again = task('t2', { replaces: 't1', failuresInARow: 4 });
  expect(troubleIn([failed, again])).toMatchObject({ title: 'It has failed 4 times in a row', task: failed });
  expect(troubleIn([task('t0')])).toBeNull();
});
