import type { CommandId } from '@gantry/model';
import { expect, test } from 'vitest';
import { aContainer, aMachine, anApply } from './testing/builders.ts';
import { Cluster, person } from './testing/cluster.ts';
import { scale } from './testing/commands.ts';

test('[EN2] a command that is sent again gets its first answer and changes nothing', () => {
  const cluster = new Cluster();
  const sent = { kind: 'command', commandId: 'once' as CommandId, actor: person, command: anApply('web') } as const;
  const [first] = cluster.step(sent);
  const { revision } = cluster.view;
  expect(cluster.step(sent)).toEqual([first]);
  expect(cluster.view.revision).toBe(revision);
});

test('[EN2] a refused command changes nothing', () => {
  const cluster = new Cluster();
  const { revision } = cluster.view;
  cluster.refusal(scale(3));
  expect(cluster.view.revision).toBe(revision);
});

test('[EN5] the same line about the same object is counted, not repeated', () => {
  const cluster = new Cluster();
  cluster.accept(anApply('web'));
  const { id } = cluster.view.deployment('default', 'web')!;
  for (let round = 0; round < 4; round++) {
    cluster.accept(scale(5));
    cluster.accept(scale(3));
  }
  const events = [...cluster.view.eventsOf(id)];
  const lines = events.map(({ reason, message }) => `${reason} ${message}`);
  expect(new Set(lines).size).toBe(lines.length);
  expect(Math.max(...events.map(({ count }) => count))).toBeGreaterThan(1);
});

test('[EN9] a step that has used up its budget asks for the next one', () => {
  const small = new Cluster({ bounds: { changesPerStep: 10 } });
  small.join(aMachine('a'));
  const before = small.commits.length;
  small.accept(anApply('web'));
  small.accept(scale(40));
  expect(small.commits.length - before).toBeGreaterThan(2);
  expect(small.liveTasks('web')).toHaveLength(40);
});

test('[EN10] wakes for the lease of the node that was heard of least lately', () => {
  const cluster = new Cluster({ bounds: { leaseMs: 7_000 } });
  expect(cluster.wakeAtMs).toBeNull();
  cluster.join(aMachine('a'));
  expect(cluster.wakeAtMs).toBe(cluster.nowMs + 7_000);
});

test('[PL6] many at once land as they do one by one', () => {
  const machines = ['a', 'b', 'c'].map((name, index) =>
    aMachine(name, { resources: { cpuMillis: 1_000 + 700 * index, memoryBytes: 2 ** 33, diskBytes: 0, gpus: 0 } }),
  );
  const template = { containers: [aContainer({ requests: { cpuMillis: 300, memoryBytes: 0, diskBytes: 0, gpus: 0 } })] };
  const placesOf = (steps: number[]) => {
    const cluster = new Cluster();
    for (const machine of machines) cluster.join(machine);
    cluster.accept(anApply('web', { template, spec: { replicas: 0 } }));
    for (const replicas of steps) cluster.accept(scale(replicas));
    return cluster.liveTasks('web').map(({ nodeId }) => nodeId);
  };
  expect(placesOf([9])).toEqual(placesOf([1, 2, 3, 4, 5, 6, 7, 8, 9]));
});
