import { EntityStore, type TaskCounts, ValueStore } from '@gantry/client';
import type { DeploymentRecord, RolloutRecord, TaskRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { verdictsIn } from './verdicts-in.ts';

const deployment = (ready: number) =>
  ({
    id: 'd1',
    spec: { replicas: 2 },
    status: { readyReplicas: ready, observedGeneration: 1, conditions: [] },
    generation: 1,
    paused: false,
    deletingAtMs: null,
    quarantine: null,
  }) as unknown as DeploymentRecord;

const emptyStores = () => ({
  tables: {
    deployments: new EntityStore<DeploymentRecord>(),
    rollouts: new EntityStore<RolloutRecord>(),
    tasks: new EntityStore<TaskRecord>(),
  },
  counts: new ValueStore<TaskCounts | null>(null),
});

it('are worked out once for each state of the tables, however many ask', () => {
  const stores = emptyStores();
  stores.tables.deployments.applyBatch([{ key: 'd1', value: deployment(2) }]);
  const first = verdictsIn(stores);
  expect(first.get('d1')?.tone).toBe('running');
  expect(verdictsIn(stores)).toBe(first);
  stores.tables.deployments.applyBatch([{ key: 'd1', value: deployment(1) }]);
  expect(verdictsIn(stores).get('d1')?.tone).toBe('degraded');
});

it('say of a cluster too large to hold its containers, by the server’s counts, what cannot be placed', () => {
  const stores = emptyStores();
  const counted = (unplacedOf: Record<string, number>) => stores.counts.set({ unplacedOf } as TaskCounts);
  stores.tables.deployments.applyBatch([{ key: 'd1', value: deployment(2) }]);
  counted({ d1: 40 });
  const first = verdictsIn(stores);
  expect(first.get('d1')).toEqual({ tone: 'degraded', label: 'Cannot be placed' });
  counted({ d1: 40 });
  expect(verdictsIn(stores)).toBe(first);
  counted({});
  expect(verdictsIn(stores).get('d1')?.tone).toBe('running');
});
