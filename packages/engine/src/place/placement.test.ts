import { type Constraint, type NodeDescription, type Template, takenPortsAttribute } from '@gantry/model';
import { describe, expect, test } from 'vitest';
import { aContainer, aMachine, anApply, aRuntime, gibibyte } from '../testing/builders.ts';
import { Cluster } from '../testing/cluster.ts';
import { scale } from '../testing/commands.ts';

type Machines = Record<string, Partial<NodeDescription>>;

function clusterOf(machines: Machines): Cluster {
  const cluster = new Cluster();
  for (const [name, over] of Object.entries(machines)) cluster.join(aMachine(name, over));
  return cluster;
}

const wants = (cpuMillis: number, memoryBytes = 0) => ({
  containers: [aContainer({ requests: { cpuMillis, memoryBytes, diskBytes: 0, gpus: 0 } })],
});

const has = (
  cpuMillis: number,
  over: Partial<NodeDescription['resources']> = {},
): Partial<NodeDescription> => ({
  resources: { cpuMillis, memoryBytes: 4 * gibibyte, diskBytes: 0, gpus: 0, ...over },
});

/** The names of the nodes that tasks of `web` are on, in the order in which they were made; '-' for none. */
function places(cluster: Cluster): string[] {
  return cluster
    .liveTasks('web')
    .map(({ nodeId }) => (nodeId === null ? '-' : cluster.view.get('nodes', nodeId)!.name));
}

function deploy(cluster: Cluster, replicas: number, template: Partial<Template> = {}): string[] {
  cluster.accept(anApply('web', { spec: { replicas }, template }));
  return places(cluster);
}

const whyNot = (cluster: Cluster) =>
  cluster.liveTasks('web').find(({ unplaced }) => unplaced !== null)?.unplaced?.message ?? '';

const taint = (effect: 'NoSchedule' | 'PreferNoSchedule', value = '') => ({ key: 'gpu', value, effect });

describe('who may take a task', () => {
  test('[PL1] not an unreachable, cordoned or draining node', () => {
    const cluster = clusterOf({ a: {}, b: {}, c: {} });
    const node = (name: string) => cluster.view.nodeByName(name)!.id;
    cluster.accept({ type: 'node.cordon', node: node('a') });
    cluster.silence(node('b'));
    cluster.advance(20);
    expect(deploy(cluster, 2)).toEqual(['c', 'c']);
  });

  test('[PL1] only one with the runtime', () => {
    const plain = aRuntime({ name: 'process' });
    const cluster = clusterOf({ a: { runtimes: [plain] }, b: { runtimes: [plain, aRuntime()] } });
    expect(deploy(cluster, 2, { runtime: 'docker' })).toEqual(['b', 'b']);
  });

  test('[PL1] none with a taint that is not tolerated', () => {
    const cluster = clusterOf({ a: {}, b: {} });
    const update = { type: 'node.update' as const, labels: null, annotations: null };
    cluster.accept({
      ...update,
      node: cluster.view.nodeByName('a')!.id,
      taints: [taint('NoSchedule', 'yes')],
    });
    expect(deploy(cluster, 2)).toEqual(['b', 'b']);
    const toleration = {
      key: 'gpu',
      operator: 'Exists' as const,
      value: '',
      effect: '' as const,
      tolerationSeconds: null,
    };
    cluster.accept(anApply('web', { spec: { replicas: 4 }, template: { tolerations: [toleration] } }));
    cluster.settle();
    expect(places(cluster).sort()).toEqual(['a', 'a', 'b', 'b']);
  });

  test.each<[string, Partial<Template>]>([
    ['the node selector', { nodeSelector: { zone: 'z2' } }],
    ['is', { constraints: [{ field: 'zone', operator: 'is', values: ['z2'] }] }],
    ['in', { constraints: [{ field: 'zone', operator: 'in', values: ['z2', 'z3'] }] }],
    ['notIn', { constraints: [{ field: 'zone', operator: 'notIn', values: ['z1'] }] }],
    ['like', { constraints: [{ field: 'zone', operator: 'like', values: ['.2'] }] }],
    ['unlike', { constraints: [{ field: 'hostname', operator: 'unlike', values: ['a'] }] }],
    ['exists', { constraints: [{ field: 'ssd', operator: 'exists', values: [] }] }],
    ['doesNotExist', { constraints: [{ field: 'hdd', operator: 'doesNotExist', values: [] }] }],
  ])('[PL1] only one that satisfies %s', (_, template) => {
    const cluster = clusterOf({
      a: { labels: { zone: 'z1' }, attributes: { hdd: 'yes' } },
      b: { labels: { zone: 'z2' }, attributes: { ssd: 'yes' } },
    });
    expect(deploy(cluster, 2, template)).toEqual(['b', 'b']);
  });

  test('[PL2] only one with room for all that it requests', () => {
    const cluster = clusterOf({ a: has(1_000), b: has(2_000, { memoryBytes: gibibyte }), c: has(2_000) });
    expect(deploy(cluster, 2, wants(1_000, 2 * gibibyte))).toEqual(['a', 'c']);
    expect(deploy(cluster, 4, wants(1_000, 2 * gibibyte))).toEqual(['a', 'c', 'c', '-']);
  });

  test('[PL2] an init container counts where it alone requests more than the program', () => {
    const cluster = clusterOf({ a: has(1_000), b: has(3_000) });
    const initContainers = [wants(1_500), wants(1_200)].flatMap(({ containers }, index) =>
      containers.map((one) => ({ ...one, name: `init-${index}` })),
    );
    expect(deploy(cluster, 3, { ...wants(400), initContainers })).toEqual(['b', 'b', '-']);
  });

  test('[PL2] room that comes free is used by what waits', () => {
    const cluster = clusterOf({ a: has(1_000) });
    expect(deploy(cluster, 2, wants(1_000))).toEqual(['a', '-']);
    cluster.join(aMachine('b', has(1_000)));
    expect(places(cluster)).toEqual(['a', 'b']);
  });
});

describe('host ports', () => {
  const publishes = (...hostPorts: number[]) => ({
    containers: [
      aContainer({
        ports: hostPorts.map((hostPort) => ({
          name: null,
          containerPort: 80,
          hostPort,
          protocol: 'TCP' as const,
        })),
      }),
    ],
  });
  const ranges = { ports: [{ begin: 8_000, end: 8_002 }] };

  test('[PL3] a fixed one is given once a node, and only from its ranges', () => {
    const cluster = clusterOf({ a: ranges, b: ranges });
    expect(deploy(cluster, 3, publishes(8_001))).toEqual(['a', 'b', '-']);
    expect(whyNot(cluster)).toBe('0 of 2 nodes can take it: 2 have no host port 8001 to give.');
    const other = clusterOf({ a: ranges });
    expect(deploy(other, 1, publishes(9_000))).toEqual(['-']);
  });

  test('[PL3] nor one that another program of the machine has, which is said', () => {
    const taken = {
      ports: [
        { begin: 8_000, end: 8_000 },
        { begin: 8_002, end: 8_002 },
      ],
      attributes: { [takenPortsAttribute]: '8001' },
    };
    const cluster = clusterOf({ a: taken });
    expect(deploy(cluster, 1, publishes(8_001))).toEqual(['-']);
    expect(whyNot(cluster)).toBe('0 of 1 node can take it: 1 has no host port 8001: another program has it.');
    const other = clusterOf({ a: taken });
    expect(deploy(other, 2, publishes(0))).toEqual(['a', 'a']);
    expect(other.liveTasks('web').map(({ hostPorts }) => hostPorts)).toEqual([[8_000], [8_002]]);
  });

  test('[PL3] a free one is the lowest that no other port of the task asks for', () => {
    const cluster = clusterOf({ a: ranges });
    deploy(cluster, 1, publishes(0, 8_000, 0));
    expect(cluster.liveTasks('web')[0]!.hostPorts).toEqual([8_001, 8_000, 8_002]);
  });

  test('[PL3] with too few free ones the node is ruled out', () => {
    const cluster = clusterOf({ a: ranges });
    expect(deploy(cluster, 2, publishes(0, 0))).toEqual(['a', '-']);
    expect(whyNot(cluster)).toBe('0 of 1 node can take it: 1 has too few free host ports (wants 2).');
  });
});

describe('which one is best', () => {
  test('[PL4] tasks of a deployment are spread first', () => {
    const cluster = clusterOf({ a: has(4_000), b: has(4_000), c: has(4_000) });
    expect(deploy(cluster, 6, wants(100))).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
  });

  test('[PL4] then packed where the least is left', () => {
    const cluster = clusterOf({ a: has(8_000), b: has(4_000), c: has(2_000) });
    expect(deploy(cluster, 1, wants(1_000))).toEqual(['c']);
    cluster.accept(anApply('db', { spec: { replicas: 1 }, template: wants(1_000) }));
    expect(cluster.view.get('nodes', cluster.liveTasks('db')[0]!.nodeId!)!.name).toBe('c');
  });

  test('[PL4] a taint that would rather not is respected while there is another', () => {
    const cluster = clusterOf({ a: has(1_000), b: has(4_000) });
    const taints = [taint('PreferNoSchedule')];
    cluster.accept({
      type: 'node.update',
      node: cluster.view.nodeByName('a')!.id,
      labels: null,
      annotations: null,
      taints,
    });
    expect(deploy(cluster, 1, wants(1_000))).toEqual(['b']);
  });
});

describe('in a large cluster', () => {
  function large(count: number, over: (index: number) => Partial<NodeDescription>): Cluster {
    const cluster = new Cluster();
    cluster.joinAll(Array.from({ length: count }, (_, index) => aMachine(`n${index}`, over(index))));
    return cluster;
  }

  test('[PL4] tasks are spread over the nodes that are looked at', () => {
    const cluster = large(400, () => has(2_000));
    const nodes = deploy(cluster, 100, wants(1_000));
    expect(new Set(nodes).size).toBe(100);
  });

  test('[PL4] the few nodes that can take a task are found wherever they are', () => {
    const cluster = large(400, (index) => has(index % 40 === 7 ? 1_000 : 500));
    const nodes = deploy(cluster, 10, wants(1_000));
    expect([...nodes].sort()).toEqual(Array.from({ length: 10 }, (_, index) => `n${index * 40 + 7}`).sort());
  });

  test('[PL4] more tasks than the nodes that were looked at first can take go to the others', () => {
    const cluster = large(300, () => has(1_000));
    const nodes = deploy(cluster, 299, wants(500));
    cluster.accept(anApply('db', { spec: { replicas: 300 }, template: wants(500) }));
    expect(nodes).not.toContain('-');
    expect(cluster.liveTasks('db').every(({ nodeId }) => nodeId !== null)).toBe(true);
    cluster.accept(anApply('db', { spec: { replicas: 302 }, template: wants(500) }));
    expect(cluster.liveTasks('db').find(({ unplaced }) => unplaced !== null)!.unplaced!.message).toBe(
      '0 of 300 nodes can take it: 300 lack CPU (wants 0.5, most free is 0 on n0).',
    );
  });
});

describe('constraints on where the others are', () => {
  const racks: Machines = {
    a: { attributes: { rack: '1' } },
    b: { attributes: { rack: '1' } },
    c: { attributes: { rack: '2' } },
    d: {},
  };
  const constraint = (operator: Constraint['operator'], ...values: string[]): Partial<Template> => ({
    constraints: [{ field: 'rack', operator, values }],
  });

  test.each<[string, Partial<Template>, string[]]>([
    ['unique: one task for each value', constraint('unique'), ['a', 'c', '-', '-']],
    ['maxPer: so many for each value', constraint('maxPer', '1'), ['a', 'c', '-', '-']],
    ['cluster: all with the first one’s value', constraint('cluster'), ['a', 'b', 'a', 'b']],
    ['cluster with a value: all with that', constraint('cluster', '2'), ['c', 'c', 'c', 'c']],
    ['groupBy: evenly over the values', constraint('groupBy'), ['a', 'b', 'c', 'c']],
    ['groupBy with a count: waits for as many values', constraint('groupBy', '3'), ['a', 'c', '-', '-']],
  ])('[PL5] %s', (_, template, expected) => {
    expect(deploy(clusterOf(racks), 4, template)).toEqual(expected);
  });

  test('[PL5] a place that the others leave is looked for everywhere, not where they were', () => {
    const cluster = clusterOf({ a: { attributes: { rack: '1' } }, b: { attributes: { rack: '1' } } });
    const strategy = { type: 'RollingUpdate' as const, maxSurge: 0, maxUnavailable: 1 };
    cluster.accept(anApply('web', { spec: { replicas: 1, strategy }, template: constraint('unique') }));
    cluster.settle();
    expect(places(cluster)).toEqual(['a']);
    cluster.accept({ type: 'node.cordon', node: cluster.view.nodeByName('a')!.id });
    const next = { ...constraint('unique'), labels: { app: 'web', v: '2' } };
    cluster.accept(anApply('web', { spec: { replicas: 1, strategy }, template: next }));
    cluster.settle();
    expect(places(cluster)).toEqual(['b']);
  });

  test('[PL5] what waits is tried again when one of the others is gone', () => {
    const cluster = clusterOf(racks);
    expect(deploy(cluster, 3, constraint('unique'))).toEqual(['a', 'c', '-']);
    cluster.settle();
    cluster.accept(scale(2));
    expect(places(cluster)).toEqual(['a', 'c']);
    const [first] = cluster.liveTasks('web');
    cluster.accept({ type: 'task.kill', task: first!.id, graceSeconds: null, reason: '' });
    cluster.settle();
    expect(places(cluster).sort()).toEqual(['a', 'c']);
  });
});

describe('order and explanation', () => {
  test('[PL7] a task whose back-off is not over is not placed, and is when it is', () => {
    const cluster = clusterOf({ a: {} });
    deploy(cluster, 1);
    for (const _ of [1, 2]) {
      const [task] = cluster.liveTasks('web');
      cluster.report(task!.nodeId!, { ...reportOf(task!), state: 'failed', finishedAtMs: cluster.nowMs });
    }
    expect(cluster.liveTasks('web')).toMatchObject([
      { state: 'pending', failuresInARow: 2, notBeforeAtMs: cluster.nowMs + 10_000, unplaced: null },
    ]);
    cluster.advance(9);
    expect(places(cluster)).toEqual(['-']);
    cluster.advance(1);
    expect(places(cluster)).toEqual(['a']);
  });

  test('[PL8] the highest priority gets what there is', () => {
    const cluster = clusterOf({});
    cluster.accept(anApply('low', { spec: { replicas: 1 }, template: wants(1_000) }));
    cluster.accept(anApply('high', { spec: { replicas: 1 }, template: { ...wants(1_000), priority: 5 } }));
    cluster.join(aMachine('a', has(1_000)));
    expect(cluster.liveTasks('high')[0]!.state).toBe('assigned');
    expect(cluster.liveTasks('low')[0]!.state).toBe('pending');
  });

  test('[PL8] of equals, who waits longest', () => {
    const cluster = clusterOf({});
    cluster.accept(anApply('first', { spec: { replicas: 1 }, template: wants(1_000) }));
    cluster.nowMs += 10;
    cluster.accept(anApply('second', { spec: { replicas: 1 }, template: wants(1_000) }));
    cluster.join(aMachine('a', has(1_000)));
    expect(cluster.liveTasks('first')[0]!.state).toBe('assigned');
    expect(cluster.liveTasks('second')[0]!.state).toBe('pending');
  });

  test('[PL9] the task says how many nodes each reason rules out, and what came nearest', () => {
    const cluster = clusterOf({ n1: has(500), n2: has(1_200), n3: has(8_000) });
    cluster.accept({ type: 'node.cordon', node: cluster.view.nodeByName('n3')!.id });
    deploy(cluster, 1, wants(4_000));
    expect(cluster.liveTasks('web')[0]!.unplaced).toEqual({
      reasons: [
        { code: 'cpu', nodes: 2, message: '2 lack CPU (wants 4, most free is 1.2 on n2)' },
        { code: 'cordoned', nodes: 1, message: '1 is cordoned' },
      ],
      message: '0 of 3 nodes can take it: 2 lack CPU (wants 4, most free is 1.2 on n2); 1 is cordoned.',
    });
    expect(cluster.events('FailedScheduling')).toHaveLength(1);
  });

  test('[PL9] of many nodes it says how many in figures that can be read', () => {
    const nodes = Array.from({ length: 1_200 }, (_, index) => [`n${index}`, has(500)]);
    const cluster = clusterOf(Object.fromEntries(nodes));
    deploy(cluster, 1, wants(4_000));
    expect(whyNot(cluster)).toBe(
      '0 of 1,200 nodes can take it: 1,200 lack CPU (wants 4, most free is 0.5 on n0).',
    );
  });

  test('[PL9] without the runtime anywhere, it says how to get one', () => {
    const detail = 'no Docker or Podman socket was found; install docker.io, or podman and enable its socket';
    const cluster = clusterOf({
      a: { runtimes: [aRuntime({ name: 'process' }), aRuntime({ available: false, detail })] },
    });
    deploy(cluster, 1, { runtime: 'docker' });
    expect(whyNot(cluster)).toBe(`No node has the docker runtime: ${detail}`);
  });

  test('[PL9] without any node, it says so', () => {
    const cluster = clusterOf({});
    deploy(cluster, 1);
    expect(whyNot(cluster)).toBe('There is no node yet: start an agent on a machine to add one.');
  });

  test.each([
    [{ memoryBytes: 2 * gibibyte }, '1 lacks memory (wants 2Gi, most free is 1.5Gi on a)'],
    [{ diskBytes: gibibyte }, '1 lacks disk (wants 1Gi, most free is 512Mi on a)'],
    [{ gpus: 2 }, '1 lacks GPUs (wants 2, most free is 0 on a)'],
  ])('[PL9] amounts are told in their units: %o', (over, message) => {
    const cluster = clusterOf({ a: has(4_000, { memoryBytes: 1.5 * gibibyte, diskBytes: gibibyte / 2 }) });
    const requests = { cpuMillis: 0, memoryBytes: 0, diskBytes: 0, gpus: 0, ...over };
    deploy(cluster, 1, { containers: [aContainer({ requests })] });
    expect(whyNot(cluster)).toBe(`0 of 1 node can take it: ${message}.`);
  });

  test('[PL10] what a task says already is not written again', () => {
    const cluster = clusterOf({ a: has(500) });
    deploy(cluster, 1, wants(1_000));
    const before = cluster.liveTasks('web')[0]!;
    cluster.join(aMachine('b', has(400)));
    expect(cluster.liveTasks('web')[0]!.unplaced!.message).toBe(
      '0 of 2 nodes can take it: 2 lack CPU (wants 1, most free is 0.5 on a).',
    );
    const now = cluster.liveTasks('web')[0]!;
    expect(now).not.toBe(before);
    const node = cluster.view.nodeByName('b')!.id;
    cluster.accept({ type: 'node.update', node, labels: { x: 'y' }, annotations: null, taints: null });
    expect(cluster.liveTasks('web')[0]!).toBe(now);
  });
});

function reportOf(task: ReturnType<Cluster['tasks']>[number]) {
  const { id, ready, reason, message, startedAtMs, address, containers, probeFailures, errorLines } = task;
  return { taskId: id, ready, reason, message, startedAtMs, address, containers, probeFailures, errorLines };
}
