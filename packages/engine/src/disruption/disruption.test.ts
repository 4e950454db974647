import type { BudgetSpec, CommandOf, NodeId, TaskRecord } from '@gantry/model';
import { describe, expect, test } from 'vitest';
import { aContainer, aMachine, anApply } from '../testing/builders.ts';
import { Cluster } from '../testing/cluster.ts';
import { drain, scale } from '../testing/commands.ts';
import { allowanceOf } from './allowance.ts';

const labels = { app: 'web' };
const spec: BudgetSpec = {
  selector: labels,
  minAvailable: null,
  maxUnavailable: null,
  unready: 'ifHealthy',
};

function save(over: Partial<BudgetSpec>, name = 'web'): CommandOf<'budget.save'> {
  return {
    type: 'budget.save',
    ...{ namespace: 'default', name, labels: {}, annotations: {} },
    ...{ spec: { ...spec, ...over }, mode: 'either', ifGeneration: null },
  };
}

const evict = (task: TaskRecord): CommandOf<'task.evict'> => ({
  type: 'task.evict',
  task: task.id,
  graceSeconds: null,
});

/** Four tasks of `web` on two nodes, replaced only after they are gone, and all ready. */
function running(replicas = 4): Cluster {
  const cluster = new Cluster();
  for (const name of ['a', 'b']) cluster.join(aMachine(name));
  cluster.accept(
    anApply('web', {
      spec: { replicas, strategy: { type: 'RollingUpdate', maxSurge: 0, maxUnavailable: '100%' } },
      template: { labels, containers: [aContainer()] },
    }),
  );
  cluster.settle();
  return cluster;
}

const allowed = (cluster: Cluster, name = 'web') =>
  allowanceOf(cluster.view, cluster.view.budget('default', name)!);
const nodeA = (cluster: Cluster): NodeId => cluster.view.nodeByName('a')!.id;
const activeOn = (cluster: Cluster, node: NodeId) =>
  cluster.liveTasks('web').filter(({ nodeId, desired }) => nodeId === node && desired === 'running').length;

describe('counting', () => {
  test.each<[Partial<BudgetSpec>, number]>([
    [{ minAvailable: 3 }, 1],
    [{ minAvailable: '50%' }, 2],
    [{ minAvailable: '51%' }, 1],
    [{ minAvailable: '100%' }, 0],
    [{ minAvailable: 9 }, 0],
    [{ maxUnavailable: 1 }, 1],
    [{ maxUnavailable: '26%' }, 2],
    [{ maxUnavailable: 0 }, 0],
    [{ minAvailable: 3, selector: {} }, 1],
    [{ minAvailable: 3, selector: {}, expressions: [{ key: 'app', operator: 'In', values: ['web'] }] }, 1],
    [{ minAvailable: 3, expressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] }, 0],
    [{ minAvailable: 0, selector: { app: 'other' } }, 0],
  ])('[DB2] of four healthy tasks, %j lets %i go', (over, count) => {
    const cluster = running();
    cluster.accept(save(over));
    expect(allowed(cluster).allowed).toBe(count);
  });

  test('[DB1] a task that stops or is not ready is not healthy, and what is wanted is expected', () => {
    const cluster = running();
    cluster.accept(save({ maxUnavailable: 1 }));
    const [first] = cluster.liveTasks('web');
    cluster.accept({ type: 'task.kill', task: first!.id, graceSeconds: null, reason: '' });
    expect(allowed(cluster)).toEqual({ expected: 4, healthy: 3, desired: 3, allowed: 0 });
    cluster.accept(scale(6));
    expect(allowed(cluster)).toMatchObject({ expected: 6, desired: 5 });
  });

  test('[DB1] [TS7] a task goes by its own labels over the template’s', () => {
    const cluster = running();
    cluster.accept(save({ minAvailable: 3 }));
    const [first] = cluster.liveTasks('web');
    cluster.accept({ type: 'task.update', task: first!.id, labels: { app: 'odd' }, annotations: null });
    expect(allowed(cluster).healthy).toBe(3);
    cluster.settle();
    expect(cluster.liveTasks('web')).toHaveLength(4);
  });
});

describe('evicting', () => {
  test('[DB3] is refused while the budget lets none go, and allowed when another one is ready', () => {
    const cluster = running();
    cluster.accept(save({ minAvailable: 3 }));
    const [first, second] = cluster.liveTasks('web');
    cluster.accept(evict(first!));
    expect(cluster.refusal(evict(second!))).toMatchObject({
      code: 'disruption_budget',
      message: expect.stringContaining('The disruption budget web needs 3 healthy pods and has 3 currently'),
    });
    cluster.settle();
    cluster.accept(evict(second!));
    expect(cluster.events('Evicted')).toHaveLength(2);
  });

  test('[DB3] every budget of the task has a say', () => {
    const cluster = running();
    cluster.accept(save({ minAvailable: 1 }));
    cluster.accept(save({ maxUnavailable: 0 }, 'strict'));
    const [first] = cluster.liveTasks('web');
    expect(cluster.refusal(evict(first!)).message).toContain('strict');
    cluster.accept({ type: 'budget.delete', namespace: 'default', name: 'strict' });
    cluster.accept(evict(first!));
  });

  test('[DB3] a kill and a scale down ask no budget', () => {
    const cluster = running();
    cluster.accept(save({ maxUnavailable: 0 }));
    const [first] = cluster.liveTasks('web');
    cluster.accept({ type: 'task.kill', task: first!.id, graceSeconds: null, reason: '' });
    cluster.settle();
    cluster.accept(scale(1));
    cluster.settle();
    expect(cluster.liveTasks('web')).toHaveLength(1);
  });
});

describe('draining', () => {
  test('[DR6] takes no more than the budget lets go, and says what it waits for', () => {
    const cluster = running();
    cluster.accept(save({ minAvailable: 3 }));
    const node = nodeA(cluster);
    const before = activeOn(cluster, node);
    cluster.accept(drain(node));
    expect(activeOn(cluster, node)).toBe(before - 1);
    cluster.settle();
    expect(activeOn(cluster, node)).toBe(0);
    expect(cluster.view.get('nodes', node)!.drain!.doneAtMs).not.toBeNull();
    expect(cluster.events('DrainWaits')).toEqual([
      'Waits for the disruption budget web, which lets no task go now.',
    ]);
  });

  test('[DR6] goes on when the budget is deleted, and does not ask it with force', () => {
    for (const end of ['delete', 'force'] as const) {
      const cluster = running();
      cluster.accept(save({ maxUnavailable: 0 }));
      const node = nodeA(cluster);
      cluster.accept(drain(node));
      cluster.settle();
      expect(activeOn(cluster, node)).toBeGreaterThan(0);
      if (end === 'force') cluster.accept(drain(node, { force: true }));
      else cluster.accept({ type: 'budget.delete', namespace: 'default', name: 'web' });
      cluster.settle();
      expect(activeOn(cluster, node)).toBe(0);
    }
  });
});

test('a budget is made, changed and goes with its namespace', () => {
  const cluster = running();
  expect(cluster.refusal(save({})).code).toBe('invalid');
  expect(cluster.refusal(save({ minAvailable: 1, maxUnavailable: 1 })).code).toBe('invalid');
  expect(cluster.refusal({ ...save({ minAvailable: 1 }), mode: 'update' }).code).toBe('not_found');
  cluster.accept(save({ minAvailable: 1 }));
  expect(cluster.accept(save({ minAvailable: 1 })).changed).toBe(false);
  expect(cluster.refusal({ ...save({ minAvailable: 2 }), mode: 'create' }).code).toBe('already_exists');
  expect(cluster.refusal({ ...save({ minAvailable: 2 }), ifGeneration: 7 }).code).toBe('conflict');
  cluster.accept(save({ minAvailable: 2 }));
  expect(cluster.view.budget('default', 'web')!.generation).toBe(2);
  cluster.accept({ ...save({ minAvailable: 2 }), namespace: 'shop' });
  cluster.accept({ type: 'namespace.delete', name: 'shop' });
  expect(cluster.view.budget('shop', 'web')).toBeUndefined();
});
