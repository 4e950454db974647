import type { JobId, JobRecord, NodeId, NodeRecord, TaskId, TaskRecord } from '@gantry/model';
import { expect, test } from 'vitest';
import { jobVariables } from './job-environment.ts';
import { aNode, aTask, aTemplate, hashOne } from './testing/builders.ts';
import { replicaWith } from './testing/replica-with.ts';

const nodes = ['one', 'two'].map(
  (name, index) =>
    ({ ...aNode(), id: `n${index}` as NodeId, name, address: `10.0.0.${index + 1}` }) as NodeRecord,
);

function viewOf(jobs: Partial<JobRecord>[], tasks: TaskRecord[] = []) {
  return replicaWith(
    { table: 'templates', key: hashOne, value: { hash: hashOne, template: aTemplate() } },
    ...nodes.map((value) => ({ table: 'nodes' as const, key: value.id, value })),
    ...jobs.map((value) => ({ table: 'jobs' as const, key: value.id!, value: value as JobRecord })),
    ...tasks.map((value) => ({ table: 'tasks' as const, key: value.id, value })),
  ).view;
}

const aJob = (plan: unknown, over: Partial<JobRecord> = {}): Partial<JobRecord> => ({
  id: 'j1' as JobId,
  name: 'sum',
  parentId: null,
  scheduledForAtMs: null,
  spec: { plan, environment: {} } as JobRecord['spec'],
  ...over,
});

const aJobTask = (over: Partial<TaskRecord>) =>
  aTask({ jobId: 'j1' as JobId, jobPart: 0, jobIndex: 0, ...over });

test('a task of a batch knows its stage and index, and the job’s own variables', () => {
  const stages = [
    { name: 'map', completions: 100 },
    { name: 'reduce', completions: 10 },
  ];
  const job = aJob({ kind: 'batch', stages });
  job.spec = { ...job.spec!, environment: { INPUT: '/data' } };
  expect(jobVariables(aJobTask({ jobPart: 1, jobIndex: 7 }), viewOf([job]))).toEqual({
    GANTRY_JOB: 'sum',
    GANTRY_INDEX: '7',
    JOB_COMPLETION_INDEX: '7',
    GANTRY_STAGE: 'reduce',
    GANTRY_COMPLETIONS: '10',
    '*:INPUT': '/data',
  });
});

test('a rank knows where all ranks of its try are, in their order', () => {
  const tasks = [
    aJobTask({ id: 't3' as TaskId, jobPart: 1, jobIndex: 1, nodeId: 'n1' as NodeId, hostPorts: [31_001] }),
    aJobTask({ id: 't2' as TaskId, jobPart: 1, jobIndex: 0, nodeId: 'n0' as NodeId, hostPorts: [31_005] }),
    aJobTask({ id: 't1' as TaskId, jobPart: 0, jobIndex: 0, nodeId: 'n1' as NodeId, hostPorts: [31_000] }),
  ];
  const view = viewOf([aJob({ kind: 'gang', ranks: 2 })], tasks);
  expect(jobVariables(tasks[0]!, view)).toMatchObject({
    GANTRY_RANK: '1',
    GANTRY_RANKS: '2',
    GANTRY_NODES: 'one,two',
    GANTRY_HOSTS: '10.0.0.1,10.0.0.2',
    GANTRY_PEERS: '10.0.0.1:31005,10.0.0.2:31001',
  });
});

test('a run knows who made it and for which moment', () => {
  const parent = aJob({ kind: 'cron' }, { id: 'j0' as JobId, name: 'nightly' });
  const run = aJob(
    { kind: 'batch', stages: [{ name: 'main', completions: 1 }] },
    { parentId: 'j0' as JobId, scheduledForAtMs: Date.parse('2026-03-01T01:30:00Z') },
  );
  expect(jobVariables(aJobTask({}), viewOf([parent, run]))).toMatchObject({
    GANTRY_PARENT_JOB: 'nightly',
    GANTRY_SCHEDULED_FOR: '2026-03-01T01:30:00.000Z',
  });
});

test('a task of no job has none of these', () => {
  expect(jobVariables(aTask(), viewOf([]))).toEqual({});
});
