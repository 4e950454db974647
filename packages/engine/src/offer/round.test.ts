import { describe, expect, test } from 'vitest';
import { aContainer, aMachine, anApply } from '../testing/builders.ts';
import { Cluster } from '../testing/cluster.ts';
import { scale } from '../testing/commands.ts';
import { deploymentsFrameworkId } from './framework.ts';

function clusterOf(...names: string[]): Cluster {
  const cluster = new Cluster();
  for (const name of names) cluster.join(aMachine(name));
  return cluster;
}

const wants = (cpuMillis: number) => ({
  containers: [aContainer({ requests: { cpuMillis, memoryBytes: 0, diskBytes: 0, gpus: 0 } })],
});

describe('the deployments framework', () => {
  test('[OF1] has a record, with the roles of its deployments and counts of its offers', () => {
    const cluster = clusterOf('a');
    cluster.accept(anApply('web', { spec: { replicas: 1, role: 'shop' } }));
    cluster.accept(anApply('db', { spec: { replicas: 1, role: 'data' } }));
    expect(cluster.view.get('frameworks', deploymentsFrameworkId)).toMatchObject({
      name: 'deployments',
      kind: 'deployments',
      roles: ['data', 'shop'],
      active: true,
      offersMade: 2,
      offersAccepted: 2,
    });
  });

  test('[OF2] roles get the same share of what is scarce, whoever came first', () => {
    const cluster = clusterOf();
    cluster.accept(anApply('web', { spec: { replicas: 8, role: 'shop' }, template: wants(500) }));
    cluster.accept(anApply('db', { spec: { replicas: 8, role: 'data' }, template: wants(500) }));
    cluster.join(aMachine('a'));
    const placed = (name: string) =>
      cluster.liveTasks(name).filter(({ state }) => state === 'assigned').length;
    expect([placed('web'), placed('db')]).toEqual([4, 4]);
  });
});

describe('offers', () => {
  test('[OF3] what a step launches on a node is one accepted offer of all that was free', () => {
    const cluster = clusterOf('a', 'b');
    cluster.accept(anApply('web', { spec: { replicas: 4 }, template: wants(500) }));
    const offers = [...cluster.view.all('offers')];
    expect(offers).toMatchObject(
      ['a', 'b'].map((name) => ({
        nodeId: cluster.view.nodeByName(name)!.id,
        frameworkId: deploymentsFrameworkId,
        role: '*',
        state: 'accepted',
        resources: { cpuMillis: 4_000 },
        endedAtMs: cluster.nowMs,
      })),
    );
    expect(offers.flatMap(({ taskIds }) => taskIds).sort()).toEqual(
      cluster
        .liveTasks('web')
        .map(({ id }) => id)
        .sort(),
    );
  });

  test('[OF4] ended ones are kept up to a bound, the newest', () => {
    const cluster = new Cluster({ bounds: { endedOffers: 10 } });
    cluster.join(aMachine('a'));
    cluster.accept(anApply('web', { spec: { replicas: 0 } }));
    for (let replicas = 1; replicas <= 25; replicas++) {
      cluster.accept(scale(replicas));
      cluster.nowMs += 1;
    }
    const offers = [...cluster.view.all('offers')];
    expect(offers.length).toBeLessThanOrEqual(11);
    expect(offers.at(-1)!.createdAtMs).toBe(cluster.nowMs - 1);
  });
});
