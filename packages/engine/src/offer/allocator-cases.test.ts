import type { CommandOf, FrameworkId, NodeDescription, OfferConstraint, Resources } from '@gantry/model';
import { describe, expect, test } from 'vitest';
import { aMachine, gibibyte } from '../testing/builders.ts';
import { Cluster } from '../testing/cluster.ts';

/** Cases that Mesos's own tests of its hierarchical allocator lay down; others are beside what they are about. */

type Subscription = Omit<CommandOf<'framework.subscribe'>, 'type'>;

function subscribe(cluster: Cluster, name: string, over: Partial<Subscription> = {}): FrameworkId {
  const settings = { user: '', principal: '', capabilities: [], webuiUrl: '', hostname: '' };
  const of = { roles: [name], suppressedRoles: [], failoverTimeoutMs: 60_000, ...over };
  return cluster.accept({ type: 'framework.subscribe', framework: null, name, ...settings, ...of })
    .object as FrameworkId;
}

const of = (cpuMillis: number, memoryBytes = gibibyte): Resources => ({
  ...{ cpuMillis, memoryBytes, diskBytes: 0, gpus: 0 },
});
const node = (name: string, resources: Resources, over: Partial<NodeDescription> = {}) =>
  aMachine(name, { resources, ...over });

const offersTo = (cluster: Cluster, id: FrameworkId) => cluster.view.outstandingOffersOf(id);
const nodesOffered = (cluster: Cluster, id: FrameworkId) =>
  offersTo(cluster, id)
    .map(({ nodeId }) => cluster.view.get('nodes', nodeId)!.name)
    .sort();

function decline(cluster: Cluster, framework: FrameworkId, refuseSeconds: number): void {
  const offers = offersTo(cluster, framework).map(({ id }) => id);
  cluster.accept({ type: 'offer.decline', framework, offers, refuseSeconds });
}

const guarantee = (cluster: Cluster, name: string, quotaGuarantee: Resources | null) =>
  cluster.accept({ type: 'role.save', name, weight: 1, quotaGuarantee, quotaLimit: null });

describe('the allocator in Mesos’s cases', () => {
  test('[OF6] refused for less than a moment, it does not come again at once (case 8: SmallOfferFilterTimeout)', () => {
    const cluster = new Cluster({ discards: true });
    cluster.join(aMachine('a'));
    const one = subscribe(cluster, 'one');
    decline(cluster, one, 0.1);
    expect(offersTo(cluster, one)).toEqual([]);
    cluster.advance(1);
    expect(offersTo(cluster, one)).toHaveLength(1);
  });

  test('[OF17] below a framework’s own least it is offered to others only (case 10: FrameworkMinAllocatable)', () => {
    const cluster = new Cluster({ discards: true });
    const picky = subscribe(cluster, 'picky', {
      leastOffers: { picky: [{ cpuMillis: 2_000 }, { gpus: 1 }] },
    });
    cluster.join(node('small', of(1_000)));
    cluster.join(node('large', of(2_000)));
    expect(nodesOffered(cluster, picky)).toEqual(['large']);
    decline(cluster, picky, 1_000);
    expect(cluster.engine.ladder().rungs[0]?.why).toMatch(/1 has less free than it wants to be asked about/);
    const other = subscribe(cluster, 'other');
    expect(nodesOffered(cluster, other)).toContain('small');
  });

  test('[OF17] with an empty least even a crumb is offered (case 11: FrameworkEmptyMinAllocatable)', () => {
    const cluster = new Cluster({ discards: true });
    const usual = subscribe(cluster, 'usual');
    cluster.join(node('crumb', of(1, 1024)));
    expect(offersTo(cluster, usual)).toEqual([]);
    const eager = subscribe(cluster, 'eager', { leastOffers: { eager: [] } });
    expect(nodesOffered(cluster, eager)).toEqual(['crumb']);
    cluster.join(node('another', of(1, 1024)));
    expect(nodesOffered(cluster, eager)).toEqual(['another', 'crumb']);
  });

  test('[OF12] only nodes that take tasks are offered, and one again when it does (case 13: Whitelist)', () => {
    const cluster = new Cluster({ discards: true });
    const id = cluster.join(aMachine('a'));
    cluster.accept({ type: 'node.cordon', node: id });
    const one = subscribe(cluster, 'one');
    expect(offersTo(cluster, one)).toEqual([]);
    cluster.accept({ type: 'node.uncordon', node: id });
    expect(nodesOffered(cluster, one)).toEqual(['a']);
  });

  test('[OF11] beyond guarantees the shares decide, the guaranteed part among them (case 18: DRFWithQuota)', () => {
    const cluster = new Cluster({ discards: true });
    guarantee(cluster, 'sure', of(250, 0));
    cluster.join(node('first', of(1_000)));
    const sure = subscribe(cluster, 'sure');
    const other = subscribe(cluster, 'other');
    // The guaranteed part first, the rest of the same node to it as nobody else was there yet.
    expect(offersTo(cluster, sure).length).toBeGreaterThan(0);
    cluster.join(node('second', of(1_000)));
    expect(nodesOffered(cluster, other)).toEqual(['second']);
    cluster.join(node('third', of(500)));
    expect(nodesOffered(cluster, other)).toContain('second');
  });

  test('[OF11] two of a guaranteed role take turns, and one may have all of it (case 20: MultipleFrameworksInRoleWithQuota)', () => {
    const cluster = new Cluster({ discards: true });
    guarantee(cluster, 'sure', of(2_000, 2 * gibibyte));
    const [one, two] = ['one', 'two'].map((name) => subscribe(cluster, name, { roles: ['sure'] })) as [
      FrameworkId,
      FrameworkId,
    ];
    cluster.join(node('first', of(1_000)));
    cluster.join(node('second', of(1_000)));
    expect([offersTo(cluster, one).length, offersTo(cluster, two).length]).toEqual([1, 1]);
    decline(cluster, two, 1_000);
    expect(offersTo(cluster, one)).toHaveLength(2);
  });

  test('[OF17] offers come of the nodes that it names by attributes, to others of the rest', () => {
    const cluster = new Cluster({ discards: true });
    cluster.join(aMachine('a', { attributes: { rack: 'r1', level: '10' } }));
    cluster.join(aMachine('b', { attributes: { rack: 'r2' } }));
    cluster.join(aMachine('c'));
    const on = (predicate: OfferConstraint['predicate'], value = '') => {
      const groups = [[{ field: 'rack', predicate, value }]];
      const id = subscribe(cluster, 'picky', { offerConstraints: { picky: groups } });
      const names = nodesOffered(cluster, id);
      cluster.accept({ type: 'framework.remove', framework: id, reason: '' });
      return names;
    };
    expect(on('exists')).toEqual(['a', 'b']);
    expect(on('notExists')).toEqual(['c']);
    expect(on('equals', 'r1')).toEqual(['a']);
    expect(on('notEquals', 'r1')).toEqual(['b', 'c']);
    expect(on('matches', 'r[12]')).toEqual(['a', 'b']);
    expect(on('notMatches', 'r1.*')).toEqual(['b', 'c']);
  });

  test('[OF18] announced maintenance has offers made anew, and moves no task', () => {
    const cluster = new Cluster({ discards: true });
    const id = cluster.join(aMachine('a'));
    const one = subscribe(cluster, 'one');
    const [before] = offersTo(cluster, one);
    const unavailable = { startsAtMs: cluster.nowMs + 3_600_000, durationMs: null };
    cluster.accept({ type: 'node.announce', node: id, unavailable });
    const [after] = offersTo(cluster, one);
    expect(after!.id).not.toBe(before!.id);
    expect(cluster.view.get('nodes', id)).toMatchObject({ unavailable, cordoned: false, drain: null });
    cluster.rejoin(id);
    expect(cluster.view.get('nodes', id)).toMatchObject({ unavailable });
    expect(cluster.accept({ type: 'node.announce', node: id, unavailable }).message).toMatch(/already/);
  });
});
