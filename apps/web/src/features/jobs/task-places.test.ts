import type { JobRecord, TaskRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { taskPlaces, tasksTold } from './task-places.ts';

const job = { spec: { plan: { kind: 'batch', stages: [{ name: 'main' }] } } } as unknown as JobRecord;
const task = (id: string, over: { jobIndex: number; replaces?: string; createdAtMs?: number }) =>
  ({
    id: `t${id}`,
    name: `report-${over.jobIndex}-${id}`,
    jobPart: 0,
    createdAtMs: 0,
    replaces: null,
    ...over,
  }) as unknown as TaskRecord;
const tasks = [
  task('a1', { jobIndex: 0 }),
  task('b2', { jobIndex: 1 }),
  task('c3', { jobIndex: 1, replaces: 'tb2', createdAtMs: 5 }),
];

it('tells tries of those that were tried again', () => {
  expect([...taskPlaces(job, tasks).values()]).toEqual(['task 0', 'task 1 · try 1', 'task 1 · try 2']);
});

it('tells tasks in sentences as their table does', () => {
  const told = tasksTold(job, tasks);
  expect(told('report-1-b2 failed: Container web exited with code 3. It is tried again.')).toBe(
    'Task 1 · try 1 failed: Container web exited with code 3. It is tried again.',
  );
  expect(told('2 tasks failed. The last was report-1-c3.')).toBe(
    '2 tasks failed. The last was task 1 · try 2.',
  );
});

it('leaves names of what is not kept any more, and of others', () => {
  const sentence = 'report-1-zz failed: report-1-b2x is no task of it.';
  expect(tasksTold(job, tasks)(sentence)).toBe(sentence);
});
