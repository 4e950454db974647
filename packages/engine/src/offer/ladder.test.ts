import type { CommandOf, FrameworkId, Launch, Resources } from '@gantry/model';
import { describe, expect, test } from 'vitest';
import { aContainer, aMachine, anApply, aTemplate, gibibyte } from '../testing/builders.ts';
import { Cluster, failed } from '../testing/cluster.ts';

function subscribe(cluster: Cluster, name: string, over: Partial<CommandOf<'framework.subscribe'>> = {}) {
  const settings = { user: '', principal: '', capabilities: [], webuiUrl: '', hostname: '' };
  const reply = cluster.accept({
    type: 'framework.subscribe',
    framework: null,
    name,
    roles: [`role-${name}`],
    suppressedRoles: [],
    failoverTimeoutMs: 60_000,
    ...settings,
    ...over,
  });
  return reply.object as FrameworkId;
}

const room = (cpuMillis: number): Resources => ({ cpuMillis, memoryBytes: 0, diskBytes: 0, gpus: 0 });
const unlimited = Number.MAX_SAFE_INTEGER;
const cpuLimit = (cpuMillis: number): Resources => ({
  cpuMillis,
  memoryBytes: unlimited,
  diskBytes: unlimited,
  gpus: unlimited,
});

function clusterOf(...names: string[]): Cluster {
  const cluster = new Cluster({ discards: true });
  for (const name of names) cluster.join(aMachine(name));
  return cluster;
}

const rungOf = (cluster: Cluster, id: FrameworkId) =>
  cluster.engine.ladder().rungs.find(({ frameworkId }) => frameworkId === id)!;

const offersOf = (cluster: Cluster, id: FrameworkId) => cluster.view.outstandingOffersOf(id);

function decline(cluster: Cluster, framework: FrameworkId, refuseSeconds: number): void {
  const offers = offersOf(cluster, framework).map(({ id }) => id);
  cluster.accept({ type: 'offer.decline', framework, offers, refuseSeconds });
}

describe('the ladder', () => {
  test('[OF14] its first hungry rung is who gets the next thing that is free', () => {
    const cluster = clusterOf('a', 'b');
    const [one, two] = [subscribe(cluster, 'one'), subscribe(cluster, 'two')];
    decline(cluster, one, 1000);
    expect([offersOf(cluster, one).length, offersOf(cluster, two).length]).toEqual([0, 2]);
    const next = cluster.engine.ladder().rungs.find(({ isHungry }) => isHungry)!;
    expect(next.frameworkId).toBe(one);
    cluster.join(aMachine('c'));
    expect(offersOf(cluster, one)).toHaveLength(1);
  });

  test('[OF14] over a hundred cycles the one that it marks as next is the one that gets what comes free', () => {
    const cluster = new Cluster({ unchecked: true });
    const ids = ['a', 'b', 'c', 'd'].map((name) => subscribe(cluster, name));
    cluster.accept({ type: 'role.save', name: 'role-b', weight: 2, quotaGuarantee: null, quotaLimit: null });
    cluster.accept({
      ...{ type: 'role.save', name: 'role-d', weight: 1, quotaGuarantee: null },
      quotaLimit: room(0),
    });
    const next = () => cluster.engine.ladder().rungs.filter(({ isNext }) => isNext);
    for (let cycle = 0; cycle < 100; cycle++) {
      const [first, ...others] = next();
      expect(others).toEqual([]);
      // Of one shape, so that more of it shifts no share against another.
      const times = 1 + (cycle % 5);
      const size = { cpuMillis: 1_000 * times, memoryBytes: gibibyte * times, diskBytes: 0, gpus: 0 };
      const node = cluster.join(aMachine(`n${cycle}`, { resources: size }));
      const [offer] = [...cluster.view.all('offers')].filter((one) => one.nodeId === node);
      expect([cycle, offer?.frameworkId]).toEqual([cycle, first?.frameworkId]);
      // Some keep what they got, some give it back; and all of it changes the order.
      if (cycle % 3 === 0) decline(cluster, ids[cycle % 4]!, 1e6);
    }
    expect(rungOf(cluster, ids[3]!)).toMatchObject({ isNext: false });
  });

  test('[OF14] what it refused is told with its time, and reviving it brings offers', () => {
    const cluster = clusterOf('a');
    const one = subscribe(cluster, 'one');
    decline(cluster, one, 120);
    expect(rungOf(cluster, one)).toMatchObject({
      refusedUntilAtMs: cluster.nowMs + 120_000,
      why: 'It refused the only node for a while.',
    });
    cluster.accept({ type: 'framework.revive', framework: one, roles: [] });
    expect(rungOf(cluster, one).refusedUntilAtMs).toBeNull();
    expect(offersOf(cluster, one)).toHaveLength(1);
  });

  test('[OF14] who starves is told why: others hold it, it refused it, nothing is free', () => {
    const cluster = clusterOf('a', 'b');
    const [one, two] = [subscribe(cluster, 'one'), subscribe(cluster, 'two')];
    expect(rungOf(cluster, two)).toMatchObject({
      isHungry: true,
      reasons: [{ code: 'offered', nodes: 2 }],
      why: 'Nothing can be offered on 2 nodes: 2 are held by offers that were not answered yet.',
    });
    cluster.accept({ type: 'framework.remove', framework: two, reason: '' });
    decline(cluster, one, 1000);
    expect(rungOf(cluster, one)).toMatchObject({
      reasons: [{ code: 'refused', nodes: 2 }],
      why: 'It refused all 2 nodes for a while.',
    });
    cluster.accept({ type: 'framework.suppress', framework: one, roles: [] });
    expect(rungOf(cluster, one)).toMatchObject({
      isHungry: false,
      why: expect.stringContaining('no offers'),
    });
    cluster.accept({ type: 'framework.disconnect', framework: one });
    expect(rungOf(cluster, one).why).toBe('one is not connected.');
  });

  test('[OF14] what it holds and takes, with the shares of each level', () => {
    const cluster = clusterOf('a');
    const one = subscribe(cluster, 'one', { roles: ['eng/web'] });
    cluster.accept({ type: 'role.save', name: 'eng', weight: 2, quotaGuarantee: null, quotaLimit: null });
    expect(rungOf(cluster, one)).toMatchObject({
      levels: [
        { role: 'eng', weight: 2, share: 0.5 },
        { role: 'web', weight: 1, share: 1 },
        { role: '.' },
        { role: one },
      ],
      offered: { cpuMillis: 4_000 },
      taken: { cpuMillis: 4_000 },
    });
  });
});

describe('quota and what runs here by itself', () => {
  const web = (replicas: number) =>
    anApply('web', {
      spec: { replicas, role: 'shop' },
      template: { containers: [aContainer({ requests: room(500) })] },
    });

  test('[OF11] a deployment has no more than its role’s limit, says so, and goes on when it is raised', () => {
    const cluster = clusterOf('a');
    const save = (cpuMillis: number) =>
      cluster.accept({
        ...{ type: 'role.save', name: 'shop', weight: 1, quotaGuarantee: null },
        quotaLimit: cpuLimit(cpuMillis),
      });
    save(1_000);
    cluster.accept(web(4));
    const states = () => cluster.liveTasks('web').map(({ state }) => state);
    expect(states().filter((state) => state === 'assigned')).toHaveLength(2);
    const waiting = cluster.liveTasks('web').find(({ state }) => state === 'pending')!;
    expect(waiting.unplaced?.message).toContain('Role shop is at the limit of its quota');
    save(1_500);
    expect(states().filter((state) => state === 'assigned')).toHaveLength(3);
  });

  test('[OF11] and leaves what guarantees of others need', () => {
    const cluster = clusterOf('a');
    const quotaGuarantee = { ...room(3_000), memoryBytes: gibibyte };
    cluster.accept({ type: 'role.save', name: 'role-sure', weight: 1, quotaGuarantee, quotaLimit: null });
    cluster.accept(web(4));
    expect(cluster.liveTasks('web').filter(({ state }) => state === 'assigned')).toHaveLength(2);
    const sure = subscribe(cluster, 'sure');
    expect(offersOf(cluster, sure)[0]).toMatchObject({ resources: { cpuMillis: 3_000 } });
  });

  test('[OF11] RemoveQuota: after it only fair shares count (case 21)', () => {
    const cluster = clusterOf('a');
    const role = { type: 'role.save', name: 'shop', weight: 1, quotaGuarantee: null } as const;
    cluster.accept({ ...role, quotaLimit: cpuLimit(500) });
    cluster.accept(web(4));
    cluster.accept({ ...role, quotaLimit: null });
    expect(cluster.liveTasks('web').every(({ state }) => state === 'assigned')).toBe(true);
  });
});

describe('groups', () => {
  const launch = (name: string): Launch => ({
    name,
    template: aTemplate({ containers: [aContainer({ requests: room(100) })] }),
    labels: {},
    group: 'pod',
    frameworkData: '{}',
  });

  test('[OF13] the tasks of a group stop with the first that fails', () => {
    const cluster = clusterOf('a');
    const one = subscribe(cluster, 'one');
    const offers = offersOf(cluster, one).map(({ id }) => id);
    const launches = [launch('x'), launch('y')];
    cluster.accept({ type: 'offer.accept', framework: one, offers, launches, refuseSeconds: 5 });
    cluster.settle();
    const [first, second] = cluster.view.tasksOfFramework(one);
    cluster.report(first!.nodeId!, failed(first!, cluster.nowMs));
    expect(cluster.view.get('tasks', second!.id)).toMatchObject({ desired: 'stopped', reason: 'GroupEnded' });
  });
});

describe('what is looked at', () => {
  test('[OF12] a node with less than the least is offered to nobody', () => {
    const cluster = clusterOf();
    const one = subscribe(cluster, 'one');
    const resources = { cpuMillis: 9, memoryBytes: 31 * 1024 ** 2, diskBytes: gibibyte, gpus: 0 };
    cluster.join(aMachine('tiny', { resources }));
    expect(offersOf(cluster, one)).toEqual([]);
    cluster.join(aMachine('small', { resources: { ...resources, cpuMillis: 10 } }));
    expect(offersOf(cluster, one)).toHaveLength(1);
  });

  test('[OF12] room that everybody refused is offered to who comes later, and again after a load', () => {
    const cluster = clusterOf('a', 'b');
    const one = subscribe(cluster, 'one');
    decline(cluster, one, 1e6);
    const two = subscribe(cluster, 'two');
    expect(offersOf(cluster, two)).toHaveLength(2);
    decline(cluster, two, 1e6);
    const again = new Cluster({ snapshot: cluster.engine.snapshot() });
    again.step();
    expect(offersOf(again, one).length + offersOf(again, two).length).toBe(2);
  });

  test('[OF12] DeactivateAndReactivateFramework: nothing while it is gone, and at once when it is back (case 22)', () => {
    const cluster = clusterOf('a');
    const one = subscribe(cluster, 'one');
    cluster.accept({ type: 'framework.disconnect', framework: one });
    cluster.advance(5);
    expect(offersOf(cluster, one)).toEqual([]);
    subscribe(cluster, 'one', { framework: one });
    expect(offersOf(cluster, one)).toHaveLength(1);
  });

  test('[OF6] room that is free again is offered to who refused less of it (case 12: RecoverResources)', () => {
    const cluster = clusterOf('a');
    const one = subscribe(cluster, 'one');
    decline(cluster, one, 1000);
    cluster.join(aMachine('b'));
    expect(offersOf(cluster, one)).toHaveLength(1);
  });
});
