import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEngine } from './engine.ts';
import { createReplica } from './state/replica.ts';
import type { Cluster } from './testing/cluster.ts';
import { aCluster, aLife, heal, live } from './testing/random-life.ts';

/** Every step of these lives is held against the invariants by the engine itself (`development`). */

test('[EN3] in any life the invariants hold, and a replica fed by the commits is the same', () => {
  fc.assert(
    fc.property(aLife(10), fc.constantFrom(3, 20, 2_000), (life, writesPerStep) => {
      const cluster = aCluster({ bounds: { writesPerStep }, onCommit: (commit) => replica.apply(commit) });
      const replica = createReplica(cluster.engine.snapshot());
      for (const op of life) live(cluster, op);
      expect(replica.snapshot()).toEqual(cluster.engine.snapshot());
    }),
  );
});

test('[EN7] a step that is discarded and taken again leads to the same commit', () => {
  fc.assert(
    fc.property(aLife(6), fc.constantFrom(3, 2_000), (life, writesPerStep) => {
      const bounds = { writesPerStep };
      const [plain, discarding] = [aCluster({ bounds }), aCluster({ bounds, discards: true })];
      for (const op of life) {
        live(plain, op);
        live(discarding, op);
      }
      expect(discarding.commits).toEqual(plain.commits);
    }),
  );
});

test('[EN8] when faults stop, everything comes to rest as it is wanted, and stays so after a reload', () => {
  fc.assert(
    fc.property(aLife(7), (life) => {
      const cluster = aCluster();
      for (const op of life) live(cluster, op);
      heal(cluster);
      expect(unrest(cluster)).toEqual([]);
      expect(cluster.engine.step({ inputs: [], nowMs: cluster.nowMs }).commit?.changes ?? null).toBeNull();
      const reloaded = createEngine(cluster.engine.snapshot(), { development: true });
      expect(reloaded.step({ inputs: [], nowMs: cluster.nowMs }).commit?.changes ?? null).toBeNull();
    }),
  );
});

/** What is not as it is wanted, though nothing stands in the way. */
function unrest({ view }: Cluster): string[] {
  return [...view.all('deployments')].flatMap((deployment) => {
    const { name, spec, status, paused, deletingAtMs } = deployment;
    if (deletingAtMs !== null) return [`${name} is still being deleted`];
    const tasks = [...view.tasksOfDeployment(deployment.id)];
    const isFull = tasks.some(({ state, unplaced }) => state === 'pending' && unplaced !== null);
    const isWhole = status.readyReplicas === spec.replicas && status.replicas === spec.replicas;
    return paused || isFull || isWhole
      ? []
      : [`${name} has ${status.readyReplicas} of ${spec.replicas} ready`];
  });
}
