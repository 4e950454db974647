import type { NodeDescription, Template } from '@gantry/model';
import { describe, expect, test } from 'vitest';
import type { Fix, WhyNot } from '../port.ts';
import { aContainer, aMachine, anApply, aRuntime, gibibyte, mebibyte } from '../testing/builders.ts';
import { Cluster } from '../testing/cluster.ts';

function clusterOf(machines: Record<string, Partial<NodeDescription>>): Cluster {
  const cluster = new Cluster();
  for (const [name, over] of Object.entries(machines)) cluster.join(aMachine(name, over));
  return cluster;
}

const has = (cpuMillis: number, memoryBytes = 4 * gibibyte): Partial<NodeDescription> => ({
  resources: { cpuMillis, memoryBytes, diskBytes: 0, gpus: 0 },
});

const wants = (cpuMillis: number, memoryBytes = 0): Partial<Template> => ({
  containers: [aContainer({ requests: { cpuMillis, memoryBytes, diskBytes: 0, gpus: 0 } })],
});

function deploy(cluster: Cluster, template: Partial<Template>, name = 'web'): void {
  cluster.accept(anApply(name, { spec: { replicas: 1 }, template }));
  cluster.settle();
}

function whyNot(cluster: Cluster): WhyNot {
  const newest = cluster.liveTasks('web').at(-1)!;
  const why = cluster.engine.whyNot(newest.id, cluster.nowMs);
  if (why === null) throw new Error('It waits for no node.');
  return why;
}

const isPlaced = (cluster: Cluster) => cluster.liveTasks('web')[0]!.nodeId !== null;
const ofKind = (why: WhyNot, kind: Fix['kind']) => why.fixes.filter((fix) => fix.kind === kind);
const nodeOf = (cluster: Cluster, name: string) => cluster.view.nodeByName(name)!.id;

describe('why a task waits', () => {
  test('[PL11] each node says its first reason, as they are counted on the task', () => {
    const cluster = clusterOf({
      a: has(1_000),
      b: has(500),
      c: { runtimes: [aRuntime({ name: 'process' })] },
    });
    deploy(cluster, wants(2_000));
    const why = whyNot(cluster);
    const counted = cluster.liveTasks('web')[0]!.unplaced!.reasons.map(({ code, nodes }) => [code, nodes]);
    expect(why.groups.map(({ code, verdicts }) => [code, verdicts.length])).toEqual(counted);
    expect(
      why.groups[0]!.verdicts.map(({ node, message, lacks }) => [node, message, lacks.cpuMillis]),
    ).toEqual([
      ['a', 'lacks CPU (wants 2, 1 is free)', 1_000],
      ['b', 'lacks CPU (wants 2, 0.5 is free)', 1_500],
    ]);
    expect(why.groups[1]!.verdicts[0]!.lacks.cpuMillis).toBe(0);
  });

  test('[PL11] the nearest lacks least in proportion, over all that it lacks, and nothing but room', () => {
    const cluster = clusterOf({
      both: has(1_600, gibibyte),
      memory: has(2_000, 2 * gibibyte),
      cordoned: has(1_999),
    });
    cluster.accept({ type: 'node.cordon', node: nodeOf(cluster, 'cordoned') });
    deploy(cluster, wants(2_000, 3 * gibibyte));
    expect(whyNot(cluster).nearest).toMatchObject({
      node: 'memory',
      free: { cpuMillis: 2_000, memoryBytes: 2 * gibibyte },
      lacks: { cpuMillis: 0, memoryBytes: gibibyte },
    });
  });

  test('[PL11] a task that has a node, and one that is not there, wait for none', () => {
    const cluster = clusterOf({ a: {} });
    deploy(cluster, wants(100));
    const task = cluster.liveTasks('web')[0]!;
    expect(cluster.engine.whyNot(task.id, cluster.nowMs)).toBeNull();
    expect(cluster.engine.whyNot('gone' as typeof task.id, cluster.nowMs)).toBeNull();
  });

  test('[PL12] a cordoned node that has room comes first, and uncordoning it places the task', () => {
    const cluster = clusterOf({ small: has(100), a: has(4_000) });
    for (const name of ['small', 'a']) cluster.accept({ type: 'node.cordon', node: nodeOf(cluster, name) });
    deploy(cluster, wants(2_000));
    const [first] = whyNot(cluster).fixes;
    expect(first).toEqual({
      kind: 'uncordon',
      nodeId: nodeOf(cluster, 'a'),
      node: 'a',
      message: 'Uncordon a: it has room.',
    });
    cluster.accept({ type: 'node.uncordon', node: nodeOf(cluster, 'a') });
    cluster.settle();
    expect(isPlaced(cluster)).toBe(true);
  });

  test('[PL12] requesting less, as much as it says, places the task', () => {
    const cluster = clusterOf({ a: has(1_000, 512 * mebibyte), b: has(1_000, 600 * mebibyte), c: has(10) });
    deploy(cluster, wants(500, gibibyte));
    const [lower] = whyNot(cluster).fixes;
    if (lower?.kind !== 'lower') throw new Error(lower?.kind);
    expect(lower).toMatchObject({
      resources: { cpuMillis: 500, memoryBytes: 600 * mebibyte },
      nodes: 1,
      message: 'Request no more than 600Mi memory: 1 node has room for that.',
    });
    deploy(cluster, wants(lower.resources.cpuMillis, lower.resources.memoryBytes));
    expect(cluster.liveTasks('web').some(({ nodeId }) => nodeId === nodeOf(cluster, 'b'))).toBe(true);
  });

  test('[PL12] freeing room is told only of a node that is large enough, with what holds it', () => {
    const cluster = clusterOf({ a: has(1_000) });
    deploy(cluster, wants(800), 'batch');
    deploy(cluster, wants(600));
    const [holder] = cluster.liveTasks('batch');
    expect(ofKind(whyNot(cluster), 'free').map(({ message }) => message)).toEqual([
      `Free 0.4 CPU on a, where ${holder!.name} holds 0.8 CPU.`,
    ]);
    deploy(cluster, wants(1_200));
    expect(ofKind(whyNot(cluster), 'free')).toEqual([]);
  });

  test('[PL12] what has to be free is told rounded up, what may be requested rounded down', () => {
    const cluster = clusterOf({ a: has(266, 1_000 * mebibyte + 1) });
    deploy(cluster, wants(467, 1_100 * mebibyte + 1));
    expect(whyNot(cluster).fixes.map(({ message }) => message)).toEqual([
      'Request no more than 0.26 CPU, 1000Mi memory: 1 node has room for that.',
      'Add a node with the docker runtime and 0.47 CPU, 1.1Gi memory free.',
    ]);
  });

  test('[PL12] a taint and a lost node are told, and at the last a new node that would do', () => {
    const cluster = clusterOf({ a: {}, b: {} });
    cluster.accept({
      ...{ type: 'node.update', node: nodeOf(cluster, 'a'), labels: null, annotations: null },
      taints: [{ key: 'gpu', value: '', effect: 'NoSchedule' }],
    });
    cluster.silence(nodeOf(cluster, 'b'));
    cluster.advance(20);
    deploy(cluster, wants(1_000));
    expect(whyNot(cluster).fixes.map(({ message }) => message)).toEqual([
      'Bring b back, whose agent is not heard of: it has room.',
      'Take off a the taint gpu, or tolerate it: it has room.',
      'Add a node with the docker runtime and 1 CPU free.',
    ]);
  });
});
