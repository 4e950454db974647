import { type NodeRecord, noResources, type Resources } from '@gantry/model';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lesser, Quotas } from '../offer/quota.ts';
import type { Shape } from '../port.ts';
import { State } from '../state/state.ts';
import { atOnce } from '../testing/at-once.ts';
import { aContainer, aMachine, anApply } from '../testing/builders.ts';
import { Cluster } from '../testing/cluster.ts';
import { holesOf } from './holes.ts';
import { largerHoleOf } from './larger-hole.ts';
import { refusalOfSize } from './shape.ts';

const amounts = (min: number, max: number) =>
  fc.record({ cpuMillis: fc.integer({ min, max }), memoryBytes: fc.integer({ min, max }) });
const shapes = fc
  .record({ cpuMillis: fc.integer({ min: 0, max: 3 }), memoryBytes: fc.integer({ min: 0, max: 3 }) })
  .filter(({ cpuMillis, memoryBytes }) => cpuMillis + memoryBytes > 0)
  .map((of): Shape => ({ ...noResources, ...of, ports: 0, role: '*' }));
const worlds = fc.record({
  machines: fc.array(amounts(1, 9), { minLength: 1, maxLength: 4 }),
  sets: fc.array(fc.record({ replicas: fc.integer({ min: 1, max: 3 }), of: amounts(0, 3) }), {
    maxLength: 3,
  }),
  cordoned: fc.boolean(),
  /** What is kept of a node for a role of its own, and what the tasks' own role may have at most. */
  kept: fc.option(fc.record({ index: fc.nat({ max: 3 }), of: amounts(1, 3) })),
  limit: fc.option(amounts(0, 12)),
  shape: shapes,
});

const requests = (of: Partial<Resources>) => ({ ...noResources, ...of });

function clusterOf({
  machines,
  sets,
  cordoned,
  kept,
  limit,
}: typeof worlds extends fc.Arbitrary<infer W> ? W : never): Cluster {
  const cluster = new Cluster({ unchecked: true });
  cluster.joinAll(machines.map((of, index) => aMachine(`n${index}`, { resources: requests(of) })));
  if (limit !== null) {
    const quota = { quotaGuarantee: null, quotaLimit: requests(limit) };
    cluster.accept({ type: 'role.save', name: '*', weight: 1, ...quota });
  }
  if (kept !== null) keep(cluster, machines.map(requests), kept);
  for (const [index, { replicas, of }] of sets.entries()) {
    const container = aContainer({ requests: requests(of) });
    cluster.accept(anApply(`d${index}`, { spec: { replicas }, template: { containers: [container] } }));
  }
  const [first] = cluster.view.all('nodes');
  if (cordoned) cluster.accept({ type: 'node.cordon', node: first!.id });
  return cluster;
}

/** As much of it as the node has. */
function keep(
  cluster: Cluster,
  machines: readonly Resources[],
  { index, of }: { index: number; of: { cpuMillis: number; memoryBytes: number } },
): void {
  const at = index % machines.length;
  const resources = lesser(requests(of), machines[at]!);
  const node = [...cluster.view.all('nodes')][at]!.id;
  cluster.accept({ type: 'node.reserve', node, role: 'prod', resources, principal: '' });
}

/** Neither a node nor the quota stands in the way of one more. */
const mayTake = (state: State, node: NodeRecord, shape: Shape, resources: Resources) =>
  refusalOfSize(state, node, { shape, resources }) === null &&
  new Quotas(state).whyNot(shape.role, resources) === null;

const stateOf = (cluster: Cluster) => State.load(cluster.engine.snapshot(), { freezes: false });

test('[PL14] a task of the size of the largest hole has a place, a bit larger has none, and so many of the shape fit', () => {
  fc.assert(
    fc.property(worlds, (world) => {
      const { shape } = world;
      const cluster = clusterOf(world);
      const state = stateOf(cluster);
      const { largest, fits, strip } = atOnce(holesOf(state, shape));
      const nodes = [...state.all('nodes')];
      expect(strip.reduce((sum, step) => sum + step.nodes, 0)).toBe(nodes.length);
      if (largest !== null) {
        const { resources } = largest;
        expect(mayTake(state, state.get('nodes', largest.nodeId)!, shape, resources)).toBe(true);
      }
      const more = (kind: 'cpuMillis' | 'memoryBytes') =>
        shape[kind] === 0 ? 0 : (largest?.resources[kind] ?? 0) + 1;
      const larger = requests({ cpuMillis: more('cpuMillis'), memoryBytes: more('memoryBytes') });
      for (const node of nodes) expect(mayTake(state, node, shape, larger)).toBe(false);
      if (fits > 20) return;
      const container = aContainer({
        requests: requests({ cpuMillis: shape.cpuMillis, memoryBytes: shape.memoryBytes }),
      });
      cluster.accept(
        anApply('fill', { spec: { replicas: fits + 1 }, template: { containers: [container] } }),
      );
      expect(cluster.liveTasks('fill').filter(({ nodeId }) => nodeId !== null)).toHaveLength(fits);
    }),
    { numRuns: 200 },
  );
});

test('[PL15] after the moves the hole is there and larger than any before, and every node has room for what it got', () => {
  let planned = 0;
  fc.assert(
    fc.property(worlds, (world) => {
      const { shape } = world;
      const cluster = clusterOf(world);
      const state = stateOf(cluster);
      for (const task of state.all('tasks'))
        if (task.nodeId !== null) state.put('tasks', { ...task, state: 'running', ready: true });
      for (const one of state.all('deployments'))
        state.put('deployments', { ...one, status: { ...one.status, readyReplicas: one.spec.replicas } });
      for (const one of state.all('rollouts'))
        state.put('rollouts', { ...one, endedAtMs: 1, outcome: 'complete' });
      const before = atOnce(holesOf(state, shape)).largest?.times ?? 0;
      const larger = atOnce(largerHoleOf(state, shape));
      if (larger === null) return;
      planned += 1;
      for (const { taskId, to, from } of larger.moves) {
        const task = state.get('tasks', taskId)!;
        expect(state.get('nodes', task.nodeId!)!.name).toBe(from);
        state.put('tasks', { ...task, desired: 'stopped', state: 'stopped' });
        state.put('tasks', { ...task, id: `${taskId}-2` as never, nodeId: state.nodeByName(to)!.id });
      }
      for (const { id, resources } of state.all('nodes')) {
        const held = state.holdingOf(id).resources;
        expect(held.cpuMillis <= resources.cpuMillis && held.memoryBytes <= resources.memoryBytes).toBe(true);
      }
      const after = atOnce(holesOf(state, shape)).largest!;
      expect(after.times).toBeGreaterThan(before);
      expect(after.times).toBeGreaterThanOrEqual(larger.hole.times);
      const node = state.get('nodes', larger.hole.nodeId)!;
      expect(mayTake(state, node, shape, larger.hole.resources)).toBe(true);
    }),
    { numRuns: 300 },
  );
  expect(planned).toBeGreaterThan(0);
});
