import { describe, expect, it } from 'vitest';
import { deploymentRecord, nodeRecord, TablePlane, taskRecord } from '../testing/index.ts';
import { differencesOf } from './differences.ts';

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
    const found = await differencesOf(plane.log, await plane.log.stateAt(1), plane.view.revision);
    expect(found.objects.map(({ name, change, details }) => [name, change, ...details])).toEqual([
      ['web', 'changed', `revision ${web.revision} → ${web.revision + 1}`],
      ['api', 'added'],
      ['node-n1', 'changed', 'new tasks taken → not taken'],
    ]);
    expect(found.containers).toEqual([
      { deployment: { namespace: 'default', name: 'web' }, started: 2, ended: 2, failed: 1 },
    ]);
  });
});
