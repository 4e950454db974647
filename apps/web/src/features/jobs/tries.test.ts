import type { TaskRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { triesOf } from './tries.ts';

const task = (
  id: string,
  over: { jobIndex?: number; jobPart?: number; createdAtMs?: number; replaces?: string },
) => ({ id, jobPart: 0, jobIndex: 0, createdAtMs: 0, replaces: null, ...over }) as unknown as TaskRecord;

it('numbers the tries of a task in the order in which they were made', () => {
  const tasks = [
    task('c', { createdAtMs: 9, replaces: 'b' }),
    task('a', { createdAtMs: 1 }),
    task('b', { createdAtMs: 5, replaces: 'a' }),
    task('other', { jobIndex: 1 }),
    task('later', { jobPart: 1 }),
  ];
  expect([...triesOf(tasks)]).toEqual([
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ]);
});

it('is no first try where the one before it is not kept any more', () => {
  expect([...triesOf([task('b', { replaces: 'a' })])]).toEqual([['b', 2]]);
});
