import type { NodeDescription, Template } from '@gantry/model';
import { describe, expect, test } from 'vitest';
import { aContainer, aMachine, anApply, gibibyte } from '../testing/builders.ts';
import { Cluster } from '../testing/cluster.ts';

const has = (cpuMillis: number): Partial<NodeDescription> => ({
  resources: { cpuMillis, memoryBytes: 4 * gibibyte, diskBytes: 0, gpus: 0 },
});
const wants = (cpuMillis: number): Partial<Template> => ({
  containers: [aContainer({ requests: { cpuMillis, memoryBytes: 0, diskBytes: 0, gpus: 0 } })],
});

function deploy(cluster: Cluster, name: string, { replicas = 1, cpuMillis = 2_000 } = {}): void {
  cluster.accept(anApply(name, { spec: { replicas }, template: wants(cpuMillis) }));
  cluster.settle();
}

const refusedBy = (cluster: Cluster, name: string) =>
  cluster.engine.refusedBy(cluster.view.nodeByName(name)!.id, cluster.nowMs);

describe('what a node refuses', () => {
  test('[PL13] each owner whose tasks wait is told what the node says to it, the longest wait first', () => {
    const cluster = new Cluster();
    cluster.join(aMachine('small', has(1_000)));
    cluster.join(aMachine('held', has(8_000)));
    const held = cluster.view.nodeByName('held')!.id;
    cluster.accept({ type: 'node.cordon', node: held });
    deploy(cluster, 'first', { replicas: 3 });
    cluster.advance(5);
    deploy(cluster, 'second', { cpuMillis: 4_000 });
    expect(refusedBy(cluster, 'small').map(({ tasks, code, message }) => [tasks, code, message])).toEqual([
      [3, 'cpu', 'lacks CPU (wants 2, 1 is free)'],
      [1, 'cpu', 'lacks CPU (wants 4, 1 is free)'],
    ]);
    expect(refusedBy(cluster, 'held').map(({ code }) => code)).toEqual(['cordoned', 'cordoned']);
    const [oldest] = refusedBy(cluster, 'small');
    expect(cluster.liveTasks('first').map(({ id }) => id)).toContain(oldest!.taskId);
    // The same that the task itself is told of the node.
    const why = cluster.engine.whyNot(oldest!.taskId, cluster.nowMs)!;
    const own = why.groups.flatMap(({ verdicts }) => verdicts).find(({ node }) => node === 'small');
    expect(own?.message).toBe(oldest!.message);
  });

  test('[PL13] what has its place is not listed, nor anything of a node that is not there', () => {
    const cluster = new Cluster();
    cluster.join(aMachine('a', has(4_000)));
    deploy(cluster, 'web');
    expect(refusedBy(cluster, 'a')).toEqual([]);
    expect(cluster.engine.refusedBy('gone' as never, cluster.nowMs)).toEqual([]);
  });
});
