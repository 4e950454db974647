import type { Command, CommandOf } from '@gantry/model';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../port.ts';
import { aContainer, aMachine, anApply, gibibyte } from '../testing/builders.ts';
import { Cluster, person } from '../testing/cluster.ts';
import { drain, remove, restart, rollback, scale, setImage } from '../testing/commands.ts';

/** Every act that can be planned can be confirmed: it does what its plan said, or it is refused. */

function running(): Cluster {
  const cluster = new Cluster();
  const resources = { cpuMillis: 1_000, memoryBytes: 4 * gibibyte, diskBytes: 10 * gibibyte, gpus: 0 };
  for (const name of ['a', 'b', 'c']) cluster.join(aMachine(name, { resources }));
  cluster.accept(anApply('web'));
  cluster.settle();
  cluster.accept(setImage('web:2'));
  cluster.settle();
  return cluster;
}

type Confirmable = Extract<Command, { planHash: string | null }>;
const nodeNamed = (cluster: Cluster, name: string) => cluster.view.nodeByName(name)!.id;
const deploy = anApply('web', { template: { containers: [aContainer({ image: 'web:3' })] } });

const acts: [Confirmable['type'], (cluster: Cluster) => Confirmable][] = [
  ['deployment.apply', () => deploy],
  ['deployment.scale', () => scale(5)],
  ['deployment.setImage', () => setImage('web:3')],
  ['deployment.rollback', () => rollback()],
  ['deployment.restart', () => restart],
  ['deployment.delete', () => remove()],
  ['node.drain', (cluster): CommandOf<'node.drain'> => drain(nodeNamed(cluster, 'a'))],
];

function planOf(cluster: Cluster, act: Confirmable): Plan {
  const plan = cluster.engine.plan(act, person, cluster.nowMs);
  if (!plan.ok) throw new Error(plan.error.message);
  return plan.value;
}

/** Something that moves every plan here: one task less of the deployment, and one node less to go to. */
function interfere(cluster: Cluster): void {
  cluster.accept({ type: 'node.cordon', node: nodeNamed(cluster, 'b') });
  const task = cluster.liveTasks('web').find(({ nodeId }) => nodeId === nodeNamed(cluster, 'c'))!;
  cluster.accept({ type: 'task.kill', task: task.id, graceSeconds: null, reason: '' });
  cluster.settle();
}

describe.each(acts)('[PV1] [PV4] %s', (_, actOn) => {
  test('says what stops and starts where, how low and how high it goes, and how long it takes', () => {
    const cluster = running();
    const { waves, lowestReady, highestTotal, expectedMs, hash, changes } = planOf(cluster, actOn(cluster));
    expect(changes).toBe(true);
    expect(hash).not.toBe('');
    const moves = waves.flatMap((wave) => wave.moves);
    expect(moves.length).toBeGreaterThan(0);
    for (const { action, fromNode, toNode } of moves) {
      expect(action === 'stop' ? fromNode : toNode).toMatch(/^[abc]$/);
      expect(action === 'stop' ? toNode : fromNode).toBeNull();
    }
    expect(highestTotal).toBe(Math.max(...waves.map(({ total }) => total), 3));
    expect(lowestReady).toBe(Math.min(...waves.map(({ ready }) => ready), 3));
    expect(expectedMs).toBeGreaterThanOrEqual(0);
  });

  test('is done when nothing has moved since', () => {
    const cluster = running();
    const act = actOn(cluster);
    const { hash } = planOf(cluster, act);
    cluster.advance(30);
    expect(cluster.accept({ ...act, planHash: hash }).changed).toBe(true);
  });

  test('is refused, with the lines that differ, when the cluster moved; looked at again, it is done', () => {
    const cluster = running();
    const act = actOn(cluster);
    const { hash } = planOf(cluster, act);
    interfere(cluster);
    const before = cluster.engine.snapshot();
    const refusal = cluster.refusal({ ...act, planHash: hash });
    expect(refusal.code).toBe('plan_changed');
    expect(refusal.message).toMatch(/(no more|now): wave \d+: (stop|start) /);
    expect(cluster.engine.snapshot()).toEqual(before);
    const again = planOf(cluster, act);
    expect(again.hash).not.toBe(hash);
    expect(cluster.accept({ ...act, planHash: again.hash }).changed).toBe(true);
  });
});
