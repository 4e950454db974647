import type { FrameworkId, Launch, OfferRecord, Resources } from '@gantry/model';
import { expect, test } from 'vitest';
import { aContainer, aMachine, aTemplate, gibibyte } from '../testing/builders.ts';
import { Cluster } from '../testing/cluster.ts';
import { dominantShare } from './allocator.ts';

const nodes = 1_000;
const aNode: Resources = { cpuMillis: 8_000, memoryBytes: 16 * gibibyte, diskBytes: 100 * gibibyte, gpus: 0 };

/** A quarter of a node: every task is as large, so that all room can be used and the shares are what weights say. */
const shape: Resources = { cpuMillis: 2_000, memoryBytes: 4 * gibibyte, diskBytes: 0, gpus: 0 };
const weights = [1, 1.5, 2, 3, 4];
const roles = Array.from({ length: 20 }, (_, index) => ({
  name: `role-${String(index).padStart(2, '0')}`,
  weight: weights[index % weights.length]!,
}));

const total: Resources = {
  cpuMillis: nodes * aNode.cpuMillis,
  memoryBytes: nodes * aNode.memoryBytes,
  diskBytes: nodes * aNode.diskBytes,
  gpus: 0,
};

/** All shares grow by weight until everything is used up (Ghodsi et al. 2011, progressive filling). */
function computedShares(): number[] {
  const sum = roles.reduce((all, { weight }) => all + weight, 0);
  return roles.map(({ weight }) => weight / sum);
}

test('[OF2] a thousand nodes go to twenty roles of mixed weights within 1 % of the computed fair shares', () => {
  const cluster = new Cluster({ unchecked: true, bounds: { leastRefusalMs: 0 } });
  for (const { name, weight } of roles)
    cluster.accept({ type: 'role.save', name, weight, quotaGuarantee: null, quotaLimit: null });
  const frameworks = roles.map(({ name }) => subscribe(cluster, name));
  cluster.joinAll(Array.from({ length: nodes }, (_, index) => aMachine(`n${index}`, { resources: aNode })));

  // Each takes one task of an offer and gives the rest back: whoever has least then gets it.
  for (let offers = held(cluster); offers.length > 0; offers = held(cluster))
    for (const offer of offers) takeOne(cluster, offer);

  const wanted = computedShares();
  for (const [index, id] of frameworks.entries()) {
    const share = dominantShare(takenBy(cluster, id), total, 1);
    expect(Math.abs(share / wanted[index]! - 1), `${roles[index]!.name} has ${share}`).toBeLessThan(0.01);
  }
}, 60_000);

const held = (cluster: Cluster): OfferRecord[] =>
  [...cluster.view.all('offers')].filter(({ state }) => state === 'outstanding');

function takeOne(cluster: Cluster, { id, frameworkId: framework }: OfferRecord): void {
  const launches = [launchOf(shape)];
  cluster.accept({ type: 'offer.accept', framework, offers: [id], launches, refuseSeconds: 0 });
}

const launchOf = (requests: Resources): Launch => ({
  name: 'one',
  template: aTemplate({ containers: [aContainer({ requests })] }),
  labels: {},
  group: null,
  frameworkData: '{}',
});

function takenBy(cluster: Cluster, id: FrameworkId): Resources {
  const count = cluster.view.tasksOfFramework(id).length;
  const { cpuMillis, memoryBytes } = shape;
  return { cpuMillis: count * cpuMillis, memoryBytes: count * memoryBytes, diskBytes: 0, gpus: 0 };
}

function subscribe(cluster: Cluster, role: string): FrameworkId {
  const settings = { user: '', principal: '', capabilities: [], webuiUrl: '', hostname: '' };
  const reply = cluster.accept({
    type: 'framework.subscribe',
    framework: null,
    name: role,
    roles: [role],
    suppressedRoles: [],
    failoverTimeoutMs: 60_000,
    ...settings,
  });
  return reply.object as FrameworkId;
}
