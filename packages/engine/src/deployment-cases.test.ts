import { hasEnded, hashTemplate, type Snapshot, shortHash } from '@gantry/model';
import { describe, expect, test } from 'vitest';
import { aContainer, aMachine, anApply, aTemplate, type DeployWith } from './testing/builders.ts';
import { aReport, Cluster, running } from './testing/cluster.ts';
import { pause, scale, setImage } from './testing/commands.ts';

/** Cases that Kubernetes and Marathon lay down for a deployment as a whole, played by the whole engine. */

function deployed(with_: DeployWith = {}): Cluster {
  const cluster = new Cluster({ bounds: { leaseMs: 15_000 } });
  for (const name of ['a', 'b', 'c']) cluster.join(aMachine(name));
  cluster.accept(anApply('web', with_));
  cluster.settle();
  return cluster;
}

const deploymentOf = (cluster: Cluster, name = 'web') => cluster.view.deployment('default', name)!;
const setsOf = (cluster: Cluster, name = 'web') => cluster.view.replicaSetsOf(deploymentOf(cluster, name).id);
const nodeNamed = (cluster: Cluster, name: string) => cluster.view.nodeByName(name)!;

test('[RO11] [K-H57] Recreate goes on when the last old task has ended, and not before', () => {
  const cluster = deployed({ spec: { replicas: 2, strategy: { type: 'Recreate' } } });
  const old = cluster.liveTasks('web');
  cluster.accept(setImage('web:2'));
  const end = (index: number) =>
    cluster.report(
      old[index]!.nodeId!,
      aReport(cluster.task(old[index]!.id), { state: 'stopped', finishedAtMs: cluster.nowMs }),
    );
  end(0);
  expect(cluster.liveTasks('web').map(({ id }) => id)).toEqual([old[1]!.id]);
  end(1);
  expect(cluster.liveTasks('web').map(({ revision }) => revision)).toEqual([2, 2]);
});

describe('[RO10] what belongs to a replica set', () => {
  test('[K-H62] one hash names the set and its tasks', () => {
    const cluster = deployed();
    const [set] = setsOf(cluster);
    expect(set!.templateHash).toBe(deploymentOf(cluster).templateHash);
    expect(set!.name).toBe(`web-${shortHash(set!.templateHash)}`);
    for (const task of cluster.liveTasks('web')) {
      expect(task.templateHash).toBe(set!.templateHash);
      expect(task.name.startsWith(`${set!.name}-`)).toBe(true);
    }
  });

  test('[K-H63] templates that share a hash have a set each, by names of their own', () => {
    const before = deployed();
    const [web1, web2] = ['web:1', 'web:2'].map((image) =>
      hashTemplate(aTemplate({ containers: [aContainer({ image })] })),
    );
    expect(deploymentOf(before).templateHash).toBe(web1);
    // No two templates are known to share one: what is stored has the second one's hash, with the first one's content.
    const stored = JSON.stringify(before.engine.snapshot())
      .replaceAll(web1!, web2!)
      .replaceAll(shortHash(web1!), shortHash(web2!));
    const cluster = new Cluster({ snapshot: JSON.parse(stored) as Snapshot });
    cluster.accept(setImage('web:2'));
    cluster.settle();
    expect(setsOf(cluster).map(({ name, revision, replicas }) => ({ name, revision, replicas }))).toEqual([
      { name: `web-${shortHash(web2!)}`, revision: 1, replicas: 0 },
      { name: `web-${shortHash(web2!)}-2`, revision: 2, replicas: 3 },
    ]);
    expect(cluster.liveTasks('web').map(({ templateHash }) => templateHash)).toEqual(
      Array(3).fill(`${web2}-2`),
    );
  });

  test('[K-H75] two deployments of the same labels keep to their own', () => {
    const cluster = deployed();
    cluster.accept(anApply('twin'));
    cluster.settle();
    const [web, twin] = [setsOf(cluster), setsOf(cluster, 'twin')];
    expect([web.length, twin.length]).toEqual([1, 1]);
    expect(web[0]!.id).not.toBe(twin[0]!.id);
    cluster.accept(scale(5));
    cluster.settle();
    expect([cluster.liveTasks('web').length, cluster.liveTasks('twin').length]).toEqual([5, 3]);
  });
});

test('[RV3] [K-H73] another history limit is another generation, and moves nothing', () => {
  const cluster = deployed();
  const [before, sets] = [deploymentOf(cluster), setsOf(cluster)];
  const tasks = cluster.liveTasks('web');
  cluster.accept(anApply('web', { spec: { revisionHistoryLimit: 3 } }));
  cluster.settle();
  const after = deploymentOf(cluster);
  expect(after.generation).toBe(before.generation + 1);
  expect(after.status.observedGeneration).toBe(after.generation);
  expect(setsOf(cluster)).toEqual(sets);
  expect(cluster.liveTasks('web')).toEqual(tasks);
});

test('[RO15] [K-H71] a paused deployment of one goes to ten with the set it has', () => {
  const cluster = deployed({ spec: { replicas: 1 } });
  cluster.accept(pause);
  cluster.accept(scale(10));
  cluster.settle();
  expect(setsOf(cluster)).toMatchObject([{ replicas: 10 }]);
  expect(cluster.liveTasks('web')).toHaveLength(10);
});

test('[RO14] a rollout that is stuck says how many of its tasks wait for a node, and how many run', () => {
  const cluster = new Cluster();
  const small = { cpuMillis: 250, memoryBytes: 2 ** 30, diskBytes: 0, gpus: 0 };
  cluster.accept(anApply('web'));
  const told = () => {
    cluster.settle();
    cluster.advance(700);
    return cluster.view.rolloutsOf(deploymentOf(cluster).id).at(-1)!.message;
  };
  expect(told()).toBe(
    'No progress for 10 m: 3 tasks of revision 1 wait for a node and none runs, 0 of 3 tasks are available.',
  );
  cluster.join(aMachine('a', { resources: small }));
  expect(told()).toBe(
    'No progress for 10 m: 1 task of revision 1 waits for a node and 2 run, 2 of 3 tasks are available.',
  );
});

describe('[NL4] [NL5] [M-F.2 79] a task that nobody hears of', () => {
  const silenced = (replaceAfterSeconds: number, expungeAfterSeconds: number) => {
    const unreachable = { replaceAfterSeconds, expungeAfterSeconds };
    const cluster = deployed({ spec: { replicas: 3, unreachable } });
    const { id } = nodeNamed(cluster, 'a');
    const task = [...cluster.view.tasksOfNode(id)][0]!;
    cluster.silence(id);
    return { cluster, id, task };
  };
  const isReplaced = (cluster: Cluster, id: string) =>
    cluster.liveTasks('web').some(({ replaces }) => replaces === id);

  test('with 0 and 0 is replaced as soon as its node is unreachable', () => {
    const { cluster, id, task } = silenced(0, 0);
    cluster.advance(14);
    expect(isReplaced(cluster, task.id)).toBe(false);
    cluster.advance(2);
    expect(nodeNamed(cluster, 'a')).toMatchObject({ id, status: 'unreachable' });
    expect(isReplaced(cluster, task.id)).toBe(true);
  });

  test('with a delay is replaced when that is over', () => {
    const { cluster, task } = silenced(60, 600);
    cluster.advance(70);
    expect(isReplaced(cluster, task.id)).toBe(false);
    cluster.advance(10);
    expect(isReplaced(cluster, task.id)).toBe(true);
  });

  test('[M-F.2 77] is not killed for it: back before that, it is kept', () => {
    const { cluster, id, task } = silenced(60, 600);
    cluster.advance(40);
    cluster.rejoin(id, [running(task, cluster.nowMs)]);
    cluster.advance(120);
    expect(cluster.task(task.id)).toMatchObject({ state: 'running', ready: true, desired: 'running' });
    expect(cluster.tasks('web').filter(({ state }) => hasEnded(state))).toEqual([]);
  });
});
