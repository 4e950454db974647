import { describe, expect, test } from 'vitest';
import { aMachine, anApply, gibibyte } from '../testing/builders.ts';
import { aReport, Cluster, running as runningReport } from '../testing/cluster.ts';

const leaseMs = 15_000;

function running({ replaceAfterSeconds = 30 } = {}): Cluster {
  const cluster = new Cluster({ bounds: { leaseMs } });
  for (const name of ['a', 'b']) cluster.join(aMachine(name));
  const unreachable = { replaceAfterSeconds, expungeAfterSeconds: 600 };
  cluster.accept(anApply('web', { spec: { replicas: 2, unreachable } }));
  cluster.settle();
  return cluster;
}

const nodeA = (cluster: Cluster) => cluster.view.nodeByName('a')!;
const onA = (cluster: Cluster) => cluster.tasks('web').find(({ nodeId }) => nodeId === nodeA(cluster).id)!;

describe('leases', () => {
  test('[NL1] silent for a whole lease: unreachable, and its tasks are not ready', () => {
    const cluster = running();
    cluster.silence(nodeA(cluster).id);
    cluster.advance(14);
    expect(nodeA(cluster).status).toBe('ready');
    cluster.advance(2);
    expect(nodeA(cluster)).toMatchObject({
      status: 'unreachable',
      statusReason: 'Nothing was heard of it for 15 s.',
    });
    expect(onA(cluster)).toMatchObject({ ready: false, state: 'running' });
    expect(cluster.view.deployment('default', 'web')!.status).toMatchObject({
      readyReplicas: 1,
      replicas: 2,
    });
    expect(cluster.events('NodeUnreachable')).toHaveLength(1);
  });

  test('[NL1] a node that is heard of keeps its lease', () => {
    const cluster = running();
    cluster.advance(120);
    expect([...cluster.view.all('nodes')].map(({ status }) => status)).toEqual(['ready', 'ready']);
  });

  test('[NL2] after a load every node has one full lease', () => {
    const before = running();
    before.silence(nodeA(before).id);
    before.advance(14);
    const cluster = new Cluster({ bounds: { leaseMs }, snapshot: before.engine.snapshot() });
    cluster.nowMs = before.nowMs;
    cluster.silence(nodeA(cluster).id);
    cluster.step();
    cluster.advance(14);
    expect(nodeA(cluster).status).toBe('ready');
    cluster.advance(2);
    expect(nodeA(cluster).status).toBe('unreachable');
  });

  test('[NL3] when we stood still, nobody is blamed for it', () => {
    const cluster = running();
    cluster.nowMs += 60_000;
    cluster.step({ kind: 'tick' });
    expect(nodeA(cluster).status).toBe('ready');
    cluster.silence(nodeA(cluster).id);
    cluster.advance(16);
    expect(nodeA(cluster).status).toBe('unreachable');
  });
});

describe('tasks of an unreachable node', () => {
  test('[NL4] are lost and replaced after their deployment’s time', () => {
    const cluster = running();
    const task = onA(cluster);
    cluster.silence(nodeA(cluster).id);
    cluster.advance(40);
    expect(cluster.task(task.id).state).toBe('running');
    cluster.advance(10);
    expect(cluster.task(task.id)).toMatchObject({
      state: 'lost',
      desired: 'stopped',
      reason: 'NodeUnreachable',
      finishedAtMs: null,
    });
    const after = cluster.liveTasks('web').find(({ replaces }) => replaces === task.id)!;
    expect(cluster.view.get('nodes', after.nodeId!)!.name).toBe('b');
    expect(after.failuresInARow).toBe(0);
    expect(cluster.events('TaskLost')).toEqual([
      'Node a is unreachable; whether the task still runs there is not known.',
    ]);
  });

  test('[NL4] a lost task takes its room until its agent says that it is gone', () => {
    const cluster = running({ replaceAfterSeconds: 0 });
    const task = onA(cluster);
    cluster.silence(nodeA(cluster).id);
    cluster.advance(20);
    cluster.settle();
    expect(cluster.view.allocatedOf(nodeA(cluster).id).cpuMillis).toBe(100);
    cluster.rejoin(nodeA(cluster).id, [runningReport(task, cluster.nowMs)]);
    expect(cluster.task(task.id)).toMatchObject({ state: 'lost', desired: 'stopped' });
    expect(cluster.view.allocatedOf(nodeA(cluster).id).cpuMillis).toBe(100);
    cluster.report(nodeA(cluster).id, aReport(task, { state: 'stopped', finishedAtMs: cluster.nowMs }));
    expect(cluster.view.allocatedOf(nodeA(cluster).id).cpuMillis).toBe(0);
  });

  test('[NL4] the record of a lost task goes after a while, and its room with it', () => {
    const cluster = running({ replaceAfterSeconds: 0 });
    const task = onA(cluster);
    cluster.silence(nodeA(cluster).id);
    cluster.advance(20);
    cluster.settle();
    cluster.advance(580);
    expect(cluster.view.get('tasks', task.id)).toBeDefined();
    cluster.advance(30);
    expect(cluster.view.get('tasks', task.id)).toBeUndefined();
    expect(cluster.view.allocatedOf(nodeA(cluster).id).cpuMillis).toBe(0);
  });

  test('[NL4] a lost task is replaced once, however often its replacement fails', () => {
    const cluster = running({ replaceAfterSeconds: 0 });
    cluster.silence(nodeA(cluster).id);
    cluster.advance(20);
    for (let count = 0; count < 10; count++) {
      const [task] = cluster.liveTasks('web');
      cluster.accept({ type: 'task.kill', task: task!.id, graceSeconds: null, reason: '' });
      cluster.settle();
    }
    expect(cluster.liveTasks('web')).toHaveLength(2);
    const lost = cluster.tasks('web').find(({ state }) => state === 'lost')!;
    const successors = cluster.commits
      .flatMap(({ changes }) => changes)
      .filter((change) => change.table === 'tasks' && change.value?.replaces === lost.id);
    expect(new Set(successors.map(({ key }) => key)).size).toBe(1);
  });
});

describe('coming back', () => {
  test('[NL5] before it was given up: its tasks go on', () => {
    const cluster = running();
    const task = onA(cluster);
    cluster.silence(nodeA(cluster).id);
    cluster.advance(20);
    cluster.rejoin(nodeA(cluster).id, [runningReport(task, cluster.nowMs)]);
    expect(nodeA(cluster)).toMatchObject({ status: 'ready', statusReason: '', session: 2 });
    expect(cluster.task(task.id)).toMatchObject({ state: 'running', ready: true });
    expect(cluster.liveTasks('web')).toHaveLength(2);
  });

  test('[NL5] heard of over the same connection: ready as its agent last said', () => {
    const cluster = running();
    const task = onA(cluster);
    cluster.silence(nodeA(cluster).id);
    cluster.advance(20);
    cluster.step({ kind: 'heartbeat', nodeId: nodeA(cluster).id, atMs: cluster.nowMs });
    expect(nodeA(cluster).status).toBe('ready');
    expect(cluster.task(task.id)).toMatchObject({ ready: true, readyAtMs: cluster.nowMs });
  });

  test('[NL5] a report is a sign of life as well', () => {
    const cluster = running();
    const task = onA(cluster);
    cluster.silence(nodeA(cluster).id);
    cluster.advance(20);
    cluster.report(nodeA(cluster).id, runningReport(task, cluster.nowMs));
    expect(nodeA(cluster).status).toBe('ready');
    expect(cluster.task(task.id).ready).toBe(true);
  });

  test('[NL5] after it was given up: the superseded ones stop, and room is there again', () => {
    const cluster = running({ replaceAfterSeconds: 0 });
    const task = onA(cluster);
    cluster.silence(nodeA(cluster).id);
    cluster.advance(20);
    cluster.settle();
    cluster.rejoin(nodeA(cluster).id, [runningReport(task, cluster.nowMs)]);
    cluster.settle();
    expect(cluster.task(task.id)).toMatchObject({ state: 'lost', finishedAtMs: cluster.nowMs });
    expect(cluster.liveTasks('web')).toHaveLength(2);
  });
});

describe('removing and describing', () => {
  test('[NL6] a node that runs tasks cannot be removed; an unreachable one can, and its tasks are replaced', () => {
    const cluster = running();
    const { id } = nodeA(cluster);
    expect(cluster.refusal({ type: 'node.remove', node: id })).toMatchObject({
      code: 'in_use',
      message: 'Node a still runs 1 task; drain it first, then remove it.',
    });
    cluster.silence(id);
    cluster.advance(20);
    cluster.accept({ type: 'node.remove', node: id });
    cluster.settle();
    expect(cluster.view.get('nodes', id)).toBeUndefined();
    expect(cluster.liveTasks('web').map(({ nodeId }) => cluster.view.get('nodes', nodeId!)!.name)).toEqual([
      'b',
      'b',
    ]);
  });

  test('[NL7] a second machine of the same name gets a number, and keeps it', () => {
    const cluster = running();
    const second = cluster.join(aMachine('a'));
    expect(cluster.view.get('nodes', second)!.name).toBe('a-2');
    cluster.step({ kind: 'describe', nodeId: second, node: aMachine('a', { agentVersion: '2' }) });
    expect(cluster.view.get('nodes', second)).toMatchObject({ name: 'a-2', agentVersion: '2' });
  });

  test('[NL8] a description replaces what the agent said before; the operators’ labels stay', () => {
    const cluster = running();
    const { id } = nodeA(cluster);
    cluster.accept({
      type: 'node.update',
      node: id,
      labels: { zone: 'z1' },
      annotations: null,
      taints: null,
    });
    const resources = { cpuMillis: 8_000, memoryBytes: 8 * gibibyte, diskBytes: 0, gpus: 1 };
    cluster.step({
      kind: 'describe',
      nodeId: id,
      node: aMachine('a', { resources, labels: { arch: 'arm' } }),
    });
    expect(nodeA(cluster)).toMatchObject({ resources, labels: { zone: 'z1', arch: 'arm' } });
    expect(cluster.events('NodeChanged')).toEqual(['Changed: resources, labels.']);
    const { revision } = cluster.view;
    cluster.step({
      kind: 'describe',
      nodeId: id,
      node: aMachine('a', { resources, labels: { arch: 'arm' } }),
    });
    expect(cluster.view.revision).toBe(revision);
  });
});
