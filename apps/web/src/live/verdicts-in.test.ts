import { EntityStore } from '@gantry/client';
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

it('are worked out once for each state of the tables, however many ask', () => {
  const stores = {
    deployments: new EntityStore<DeploymentRecord>(),
    rollouts: new EntityStore<RolloutRecord>(),
    tasks: new EntityStore<TaskRecord>(),
  };
  stores.deployments.applyBatch([{ key: 'd1', value: deployment(2) }]);
  const first = verdictsIn(stores);
  expect(first.get('d1')?.tone).toBe('running');
  expect(verdictsIn(stores)).toBe(first);
  stores.deployments.applyBatch([{ key: 'd1', value: deployment(1) }]);
  expect(verdictsIn(stores).get('d1')?.tone).toBe('degraded');
});
