import { describe, expect, it } from 'vitest';
import { deploymentRecord, jobRecord, nodeRecord, TablePlane, taskRecord } from '../testing/index.ts';
import { type Differences, differencesOf } from './differences.ts';

async function differencesBetween(plane: TablePlane, from: number): Promise<Differences> {
  const [before, after] = await Promise.all([from, plane.view.revision].map(plane.log.stateAt));
  return differencesOf(plane.log, before!, after!);
}

describe('what differs between two moments', () => {
  it('tells objects that came, went and changed, and what became of containers, and nothing that is the same again', async () => {
    const plane = new TablePlane();
    const web = deploymentRecord('d1', { name: 'web' });
    plane.commit(
      { table: 'nodes', key: 'n1', value: nodeRecord('n1') },
      { table: 'nodes', key: 'n2', value: nodeRecord('n2') },
      { table: 'deployments', key: 'd1', value: web },
      { table: 'tasks', key: 't1', value: taskRecord('t1', { deploymentId: web.id, state: 'running' }) },
    );
    plane.commit({ table: 'nodes', key: 'n1', value: nodeRecord('n1', { cordoned: true }) });
    plane.commit({ table: 'nodes', key: 'n2', value: nodeRecord('n2', { cordoned: true }) });
    plane.commit({ table: 'nodes', key: 'n2', value: nodeRecord('n2') });
    plane.commit({ table: 'deployments', key: 'd1', value: { ...web, revision: web.revision + 1 } });
    plane.commit(
      { table: 'deployments', key: 'd2', value: deploymentRecord('d2', { name: 'api' }) },
      { table: 'tasks', key: 't1', value: taskRecord('t1', { deploymentId: web.id, state: 'failed' }) },
      { table: 'tasks', key: 't2', value: taskRecord('t2', { deploymentId: web.id }) },
    );
    plane.commit({ table: 'tasks', key: 't3', value: taskRecord('t3', { deploymentId: web.id }) });
    plane.commit({ table: 'tasks', key: 't3', value: null });
    const found = await differencesBetween(plane, 1);
    expect(found.objects.map(({ name, change, details }) => [name, change, ...details])).toEqual([
      ['web', 'changed', `revision ${web.revision} → ${web.revision + 1}`],
      ['api', 'added'],
      ['node-n1', 'changed', 'new tasks taken → not taken'],
    ]);
    expect(found.containers).toEqual([
      { deployment: { namespace: 'default', name: 'web' }, started: 2, ended: 2, failed: 1 },
    ]);
  });

  it('tells how far a job is, and of what is configured the version alone', async () => {
    const plane = new TablePlane();
    const config = { id: 'c1', namespace: 'default', name: 'page', version: 1, data: { a: '1' } };
    const job = jobRecord(
      'j1',
      { batch: { template: { containers: [{ name: 'main', command: ['true'] }] } } },
      { name: 'sum', succeeded: 0, failed: 0 },
    );
    const put = (table: string, value: { id: string }) => ({ table, key: value.id, value }) as never;
    plane.commit(
      put('configs', config),
      put('secrets', config),
      put('jobs', { ...job, state: 'running' } as never),
    );
    plane.commit(put('configs', { ...config, version: 2, data: { a: '2' } } as never));
    plane.commit(put('secrets', { ...config, version: 3, data: { a: 'hush' } } as never));
    plane.commit(put('jobs', { ...job, state: 'succeeded', succeeded: 4 } as never));
    const { objects } = await differencesBetween(plane, 1);
    expect(objects.map(({ kind, name, details }) => [kind, name, ...details])).toEqual([
      ['job', 'sum', 'state running → succeeded', 'succeeded 0 → 4'],
      ['config', 'page', 'version 1 → 2'],
      ['secret', 'page', 'version 1 → 3'],
    ]);
    expect(JSON.stringify(objects)).not.toContain('hush');
  });
});
