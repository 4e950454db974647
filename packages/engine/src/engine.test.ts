import { expect, test } from 'vitest';
import { aMachine, anApply } from './testing/builders.ts';
import { Cluster } from './testing/cluster.ts';

test('[EN1] a deployment reaches its replicas on nodes, and a rollout replaces them', () => {
  const cluster = new Cluster();
  for (const name of ['a', 'b', 'c']) cluster.join(aMachine(name));
  cluster.accept(anApply('web'));
  cluster.settle();
  expect(cluster.liveTasks('web').map(({ state, ready }) => ({ state, ready }))).toEqual(
    Array(3).fill({ state: 'running', ready: true }),
  );
  expect(new Set(cluster.liveTasks('web').map(({ nodeId }) => nodeId)).size).toBe(3);
  cluster.accept({
    type: 'deployment.setImage',
    namespace: 'default',
    name: 'web',
    planHash: null,
    container: null,
    image: 'web:2',
    cause: null,
  });
  cluster.settle();
  const deployment = cluster.view.deployment('default', 'web')!;
  expect(deployment.revision).toBe(2);
  expect(deployment.status).toMatchObject({ replicas: 3, updatedReplicas: 3, readyReplicas: 3 });
  expect(
    cluster.view
      .rolloutsOf(deployment.id)
      .map(({ outcome, lowestReady, highestTotal }) => ({ outcome, lowestReady, highestTotal })),
  ).toEqual([
    { outcome: 'complete', lowestReady: 0, highestTotal: 3 },
    { outcome: 'complete', lowestReady: 3, highestTotal: 4 },
  ]);
});
