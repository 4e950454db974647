import type { Change } from '@gantry/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type DoorServer,
  deploymentRecord,
  nodeRecord,
  replicaSetRecord,
  serveDoor,
  TablePlane,
  taskRecord,
  templateRecord,
  testServices,
} from './testing/index.ts';
import type { Why } from './why.ts';

let plane: TablePlane;
let server: DoorServer;

beforeEach(async () => {
  plane = new TablePlane();
  server = await serveDoor(testServices(plane));
  const deployment = deploymentRecord('d1');
  const put = (table: string, key: string, value: unknown) => ({ table, key, value }) as Change;
  plane.commit(
    put('templates', 'h1', templateRecord('h1', { runtime: 'docker' })),
    put('deployments', 'd1', deployment),
    put('replicaSets', 's1', replicaSetRecord('s1')),
    put('tasks', 't1', taskRecord('t1')),
    put('tasks', 't2', taskRecord('t2', { nodeId: 'n1', state: 'running' })),
    ...['n10', 'n2', 'n1'].map((id) => put('nodes', id, nodeRecord(id))),
    put('nodes', 'n3', nodeRecord('n3', { cordoned: true })),
  );
});
afterEach(() => server.close());

async function ask(input: object): Promise<{ status: number; why: Why; text: string }> {
  const response = await fetch(
    `${server.url}/trpc/tasks.why?input=${encodeURIComponent(JSON.stringify(input))}`,
  );
  const text = await response.text();
  return { status: response.status, why: JSON.parse(text).result?.data, text };
}

describe('tasks.why', () => {
  it('counts all nodes of a reason, and names the first of them by name', async () => {
    const { why } = await ask({ task: 't1', nodes: 2 });
    expect(why.nodes).toBe(4);
    expect(why.groups).toMatchObject([
      { code: 'runtime', nodes: 3, verdicts: [{ node: 'node-n1' }, { node: 'node-n2' }] },
      { code: 'cordoned', nodes: 1, verdicts: [{ node: 'node-n3', message: 'is cordoned' }] },
    ]);
  });

  it('tells one reason alone, with all of its nodes', async () => {
    const { why } = await ask({ task: 't1', code: 'runtime' });
    expect(why.groups.map(({ code, verdicts }) => [code, verdicts.length])).toEqual([['runtime', 3]]);
    expect(why.fixes.map(({ kind }) => kind)).toEqual(['addNode']);
  });

  it('refuses a task that waits for no node, and one that is not there', async () => {
    const placed = await ask({ task: 't2' });
    expect(placed.status).toBe(409);
    expect(placed.text).toContain('waits for no node');
    expect((await ask({ task: 'nobody' })).status).toBe(404);
  });
});

describe('nodes.refusals', () => {
  it('tells what waits and that the node does not take', async () => {
    const response = await fetch(
      `${server.url}/trpc/nodes.refusals?input=${encodeURIComponent(JSON.stringify({ node: 'node-n3' }))}`,
    );
    const { result } = (await response.json()) as { result: { data: unknown } };
    expect(result.data).toMatchObject({
      items: [{ taskId: 't1', tasks: 1, code: 'cordoned', message: 'is cordoned' }],
      total: 1,
    });
  });
});
