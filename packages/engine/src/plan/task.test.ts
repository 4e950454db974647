import { describe, expect, test } from 'vitest';
import { aMachine, anApply } from '../testing/builders.ts';
import { Cluster, failed } from '../testing/cluster.ts';
import { pause, scale } from '../testing/commands.ts';

function running(replicas = 2): Cluster {
  const cluster = new Cluster();
  cluster.join(aMachine('a'));
  cluster.join(aMachine('b'));
  cluster.accept(anApply('web', { spec: { replicas } }));
  cluster.settle();
  return cluster;
}

const kill = (task: ReturnType<Cluster['tasks']>[number], graceSeconds: number | null = null) =>
  ({ type: 'task.kill', task: task.id, graceSeconds, reason: 'test' }) as const;

describe('as many tasks as wanted', () => {
  test('[TS2] scaling up makes tasks and scaling down stops them', () => {
    const cluster = running(2);
    cluster.accept(scale(5));
    expect(cluster.liveTasks('web')).toHaveLength(5);
    cluster.settle();
    cluster.accept(scale(1));
    expect(cluster.liveTasks('web').filter(({ desired }) => desired === 'running')).toHaveLength(1);
    cluster.settle();
    expect(cluster.liveTasks('web')).toHaveLength(1);
  });

  test('[TS2] a task that was killed from outside is replaced at once, and the event says why', () => {
    const cluster = running(2);
    const [task] = cluster.liveTasks('web');
    const message = 'container web was killed by SIGKILL from outside';
    cluster.report(task!.nodeId!, { ...failed(task!, cluster.nowMs, message), reason: 'Killed' });
    const after = cluster.liveTasks('web').find(({ replaces }) => replaces === task!.id)!;
    expect(after).toMatchObject({ state: 'assigned', failuresInARow: 1, notBeforeAtMs: null });
    expect(cluster.events('Replaced')).toEqual([
      `${task!.name} failed: Container web was killed by SIGKILL from outside. Replaced by ${after.name}.`,
    ]);
  });

  test('[TS2] many that end at once are told in one line', () => {
    const cluster = running(8);
    const onA = cluster.liveTasks('web').filter(({ nodeId }) => nodeId === cluster.view.nodeByName('a')!.id);
    cluster.step({
      kind: 'report',
      nodeId: onA[0]!.nodeId!,
      session: 1,
      tasks: onA.map((task) => failed(task, cluster.nowMs)),
    });
    expect(cluster.events('Replaced')).toHaveLength(4);
    expect(cluster.liveTasks('web')).toHaveLength(8);
    const many = running(16);
    const half = many.liveTasks('web').filter(({ nodeId }) => nodeId === many.view.nodeByName('a')!.id);
    many.step({
      kind: 'report',
      nodeId: half[0]!.nodeId!,
      session: 1,
      tasks: half.map((task) => failed(task, many.nowMs)),
    });
    expect(many.events('Replaced')).toEqual([
      expect.stringMatching(/^8 tasks were replaced\. The first was web-/),
    ]);
  });
});

describe('stopping', () => {
  test('[TS3] a task that no node has is stopped by the planner', () => {
    const cluster = new Cluster();
    cluster.accept(anApply('web', { spec: { replicas: 2 } }));
    cluster.accept(scale(1));
    expect(cluster.tasks('web').map(({ state, reason }) => [state, reason])).toEqual([
      ['pending', ''],
      ['stopped', 'Scaled'],
    ]);
  });

  test('[TS3] any other is asked to stop, and its agent says when it has', () => {
    const cluster = running(2);
    cluster.accept(scale(1));
    const stopping = cluster.liveTasks('web').find(({ desired }) => desired === 'stopped')!;
    expect(stopping).toMatchObject({
      state: 'running',
      stopGraceSeconds: 30,
      stopRequestedAtMs: cluster.nowMs,
      reason: 'Scaled',
    });
    cluster.settle();
    expect(cluster.task(stopping.id)).toMatchObject({
      state: 'stopped',
      reason: 'Scaled',
      finishedAtMs: cluster.nowMs,
    });
  });

  test('[TS6] a killed task is replaced, and a shorter grace period counts', () => {
    const cluster = running(1);
    const [task] = cluster.liveTasks('web');
    cluster.accept(kill(task!, 20));
    expect(cluster.liveTasks('web')).toHaveLength(2);
    expect(cluster.accept(kill(task!)).changed).toBe(false);
    expect(cluster.accept(kill(task!, 60)).changed).toBe(false);
    expect(cluster.accept(kill(task!, 1)).changed).toBe(true);
    expect(cluster.task(task!.id)).toMatchObject({
      desired: 'stopped',
      stopGraceSeconds: 1,
      reason: 'Killed',
    });
    cluster.settle();
    expect(cluster.accept(kill(task!))).toMatchObject({ changed: false });
    expect(cluster.liveTasks('web')).toMatchObject([{ replaces: task!.id, failuresInARow: 0 }]);
  });

  test('[TS6] a task that is not there cannot be killed', () => {
    const cluster = running(1);
    expect(cluster.refusal({ ...kill(cluster.tasks('web')[0]!), task: 'tx-1' as never }).code).toBe(
      'not_found',
    );
  });
});

test('[EN6] a lost task goes once it has ended, and with it those that replaced it and ended before', () => {
  const cluster = new Cluster({ bounds: { endedTasksPerReplicaSet: 0 } });
  for (const name of ['a', 'b', 'c']) cluster.join(aMachine(name));
  const unreachable = { replaceAfterSeconds: 0, expungeAfterSeconds: 6_000 };
  cluster.accept(anApply('web', { spec: { replicas: 1, unreachable } }));
  cluster.settle();
  const lost = [1, 2].map(() => {
    const nodeId = cluster.liveTasks('web').find(({ state }) => state === 'running')!.nodeId!;
    cluster.silence(nodeId);
    cluster.advance(30);
    cluster.settle();
    return nodeId;
  });
  expect(
    cluster
      .tasks('web')
      .map(({ state }) => state)
      .sort(),
  ).toEqual(['lost', 'lost', 'running']);
  for (const nodeId of lost.toReversed()) {
    cluster.rejoin(nodeId);
    cluster.settle();
  }
  expect(cluster.tasks('web').map(({ state }) => state)).toEqual(['running']);
});

test('[EN6] ended tasks are kept up to the bound, the newest, with their events', () => {
  const cluster = running(1);
  for (let count = 0; count < 12; count++) {
    const [task] = cluster.liveTasks('web');
    cluster.accept(kill(task!));
    cluster.settle();
  }
  const ended = cluster.tasks('web').filter(({ state }) => state === 'stopped');
  expect(ended).toHaveLength(5);
  const known = new Set(cluster.tasks('web').map(({ id }) => id as string));
  const about = [...cluster.view.all('events')].filter(({ objectKind }) => objectKind === 'task');
  expect(about.filter(({ objectId }) => !known.has(objectId))).toEqual([]);
});

test('[EN4] a deployment whose planning throws is held until it is changed, and the others go on', () => {
  const cluster = running(1);
  const broken = anApply('bad', { template: { constraints: [] } });
  // A strategy that no planner knows: what a bug or a record of a newer version could bring.
  cluster.accept({ ...broken, spec: { ...broken.spec, strategy: { type: 'Unknown' } as never } });
  expect(cluster.view.deployment('default', 'bad')!.quarantine).toContain('Planning failed');
  expect(cluster.events('Quarantined')).toHaveLength(1);
  expect(cluster.tasks('bad')).toEqual([]);
  cluster.accept(scale(2));
  expect(cluster.liveTasks('web')).toHaveLength(2);
  cluster.accept(broken);
  cluster.settle();
  expect(cluster.view.deployment('default', 'bad')).toMatchObject({
    quarantine: null,
    status: { readyReplicas: 3 },
  });
});

test('[RO15] a paused deployment still gets another size', () => {
  const cluster = running(1);
  cluster.accept(pause);
  cluster.accept(scale(3));
  cluster.settle();
  expect(cluster.view.deployment('default', 'web')!.status.readyReplicas).toBe(3);
});
