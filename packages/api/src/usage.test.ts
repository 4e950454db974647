import type { DeploymentId, TaskId } from '@gantry/model';
import { expect, it } from 'vitest';
import {
  deploymentRecord,
  nodeRecord,
  replicaSetRecord,
  TablePlane,
  taskRecord,
  templateRecord,
} from './testing/index.ts';
import { deploymentsUsage, nodesUsage, tasksUsage } from './usage.ts';

const mebi = 1024 ** 2;

/** Three tasks of a deployment on two nodes, of which one was never measured, and one that has ended. */
function measured() {
  const plane = new TablePlane();
  const template = templateRecord('h1');
  const [web] = template.template.containers;
  const requests = { ...web!.requests, cpuMillis: 500, memoryBytes: 64 * mebi };
  const tasks = [
    taskRecord('t1', { nodeId: 'n1', state: 'running' }),
    taskRecord('t2', { nodeId: 'n2', state: 'running' }),
    taskRecord('t3', { nodeId: 'n3', state: 'running' }),
    taskRecord('t4', { nodeId: 'n1', state: 'failed' }),
  ];
  plane.commit(
    {
      table: 'templates',
      key: 'h1',
      value: { ...template, template: { ...template.template, containers: [{ ...web!, requests }] } },
    },
    { table: 'deployments', key: 'd1', value: deploymentRecord('d1') },
    { table: 'replicaSets', key: 's1', value: replicaSetRecord('s1') },
    ...tasks.map((task) => ({ table: 'tasks' as const, key: task.id, value: task })),
  );
  const uses = (taskId: string, cpuMillis: number) => ({
    taskId: taskId as TaskId,
    cpuMillis,
    memoryBytes: mebi,
  });
  const of = { n1: [uses('t1', 100), uses('t4', 900)], n2: [uses('t2', 30)] };
  const usageOf = (nodeId: string) => {
    const usage = of[nodeId as keyof typeof of];
    return usage === undefined ? null : { cpuMillisUsed: 0, memoryBytesUsed: 0, tasks: usage };
  };
  return { view: plane.view, usageOf };
}

it('sums what the measured tasks of a deployment use, beside what is reserved for those', async () => {
  expect(await deploymentsUsage(measured(), ['d1', 'd9'] as DeploymentId[])).toEqual([
    {
      id: 'd1',
      used: { cpuMillis: 130, memoryBytes: 2 * mebi },
      reserved: { cpuMillis: 1_000, memoryBytes: 128 * mebi },
      measured: 2,
    },
  ]);
});

it('tells of single tasks only those that were measured and still run', () => {
  const usages = tasksUsage(measured(), ['t1', 't3', 't4', 't9'] as TaskId[]);
  expect(usages.map(({ id, used }) => [id, used.cpuMillis])).toEqual([['t1', 100]]);
});

it('lets others have their turn while it sums those of a large cluster', async () => {
  const plane = new TablePlane();
  const count = 11_000;
  plane.commit(
    { table: 'templates', key: 'h1', value: templateRecord('h1') },
    { table: 'deployments', key: 'd1', value: deploymentRecord('d1') },
    { table: 'replicaSets', key: 's1', value: replicaSetRecord('s1') },
    ...Array.from({ length: count }, (_, index) => {
      const task = taskRecord(`t${index}`, { nodeId: `n${index}`, state: 'running' });
      return { table: 'tasks' as const, key: task.id, value: task };
    }),
  );
  const usageOf = (nodeId: string) => {
    const taskId = nodeId.replace('n', 't') as TaskId;
    return { cpuMillisUsed: 0, memoryBytesUsed: 0, tasks: [{ taskId, cpuMillis: 1, memoryBytes: mebi }] };
  };
  let isSummed = false;
  let turns = 0;
  const look = () => {
    turns += 1;
    if (!isSummed) setImmediate(look);
  };
  setImmediate(look);
  const [usage] = await deploymentsUsage({ view: plane.view, usageOf }, ['d1'] as DeploymentId[]);
  isSummed = true;
  expect(usage).toMatchObject({ measured: count, used: { cpuMillis: count } });
  expect(turns).toBeGreaterThan(0);
});

it('sums what runs on the nodes that can be reached, as far as they were measured', () => {
  const plane = new TablePlane();
  for (const [key, status] of Object.entries({
    n1: 'ready',
    n2: 'unreachable',
    n3: 'ready',
    n4: 'ready',
  } as const))
    plane.commit({ table: 'nodes', key, value: { ...nodeRecord(key), status } });
  const used = { cpuMillisUsed: 150.4, memoryBytesUsed: mebi, tasks: [] };
  const told = {
    view: plane.view,
    unmeasured: 'n3',
    usageOf(nodeId: string) {
      return nodeId === this.unmeasured ? null : used;
    },
  };
  expect(nodesUsage(told)).toEqual({ cpuMillis: 301, memoryBytes: 2 * mebi, measured: 2, ready: 3 });
  expect(nodesUsage({ view: plane.view, usageOf: () => null })).toBeNull();
  plane.commit(
    { table: 'templates', key: 'h1', value: templateRecord('h1') },
    { table: 'deployments', key: 'd1', value: deploymentRecord('d1') },
    { table: 'replicaSets', key: 's1', value: replicaSetRecord('s1') },
    { table: 'tasks', key: 't1', value: taskRecord('t1', { nodeId: 'n1', state: 'running' }) },
  );
  expect(nodesUsage(told)).toEqual({ cpuMillis: 150, memoryBytes: mebi, measured: 1, ready: 3 });
});
