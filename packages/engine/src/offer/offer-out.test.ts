import type { CommandOf, FrameworkId, Launch, OfferRecord, Resources } from '@gantry/model';
import { describe, expect, test } from 'vitest';
import { aContainer, aMachine, anApply, aTemplate, gibibyte } from '../testing/builders.ts';
import { Cluster, failed } from '../testing/cluster.ts';

type Subscription = Omit<CommandOf<'framework.subscribe'>, 'type'>;

function subscribe(cluster: Cluster, name: string, over: Partial<Subscription> = {}): FrameworkId {
  const reply = cluster.accept({
    type: 'framework.subscribe',
    framework: null,
    name,
    user: 'root',
    roles: [`role-${name}`],
    suppressedRoles: [],
    principal: '',
    capabilities: [],
    failoverTimeoutMs: 60_000,
    webuiUrl: '',
    hostname: '',
    ...over,
  });
  return reply.object as FrameworkId;
}

function clusterOf(...names: string[]): Cluster {
  const cluster = new Cluster({ discards: true });
  for (const name of names) cluster.join(aMachine(name));
  return cluster;
}

const offersTo = (cluster: Cluster, framework: FrameworkId, state: OfferRecord['state'] = 'outstanding') =>
  [...cluster.view.all('offers')].filter((offer) => offer.frameworkId === framework && offer.state === state);

const room = (cpuMillis: number, gibibytes = 0): Resources => ({
  cpuMillis,
  memoryBytes: gibibytes * gibibyte,
  diskBytes: 0,
  gpus: 0,
});

const aLaunch = (cpuMillis: number): Launch => ({
  name: 'one',
  template: aTemplate({ containers: [aContainer({ requests: room(cpuMillis) })] }),
  labels: {},
  group: null,
  frameworkData: '{}',
});

function accept(cluster: Cluster, framework: FrameworkId, launches: Launch[], refuseSeconds = 5): void {
  const offers = offersTo(cluster, framework).slice(0, 1);
  const ids = offers.map(({ id }) => id);
  cluster.accept({ type: 'offer.accept', framework, offers: ids, launches, refuseSeconds });
}

function decline(cluster: Cluster, framework: FrameworkId, refuseSeconds: number): void {
  const offers = offersTo(cluster, framework).map(({ id }) => id);
  cluster.accept({ type: 'offer.decline', framework, offers, refuseSeconds });
}

describe('offers to frameworks from outside', () => {
  test('[OF5] each node’s whole free room goes to one of them, in turns (case 6: CoarseGrained)', () => {
    const cluster = clusterOf('a', 'b');
    const [one, two] = [subscribe(cluster, 'one'), subscribe(cluster, 'two')];
    expect(offersTo(cluster, one)).toHaveLength(2);
    decline(cluster, one, 0);
    expect(offersTo(cluster, two)).toHaveLength(2);
    expect(offersTo(cluster, two)[0]).toMatchObject({ resources: { cpuMillis: 4_000 }, role: 'role-two' });
  });

  test('[OF5] equals of one role take turns (case 5: SameShareFairness)', () => {
    const cluster = clusterOf('a');
    const both = [subscribe(cluster, 'one', { roles: ['x'] }), subscribe(cluster, 'two', { roles: ['x'] })];
    for (let round = 0; round < 10; round++) {
      const holder = both.find((id) => offersTo(cluster, id).length > 0)!;
      decline(cluster, holder, 0);
      cluster.advance(2);
    }
    const made = both.map((id) => cluster.view.get('frameworks', id)!.offersMade);
    expect(Math.abs(made[0]! - made[1]!)).toBeLessThanOrEqual(1);
  });

  test('[OF6] what is refused comes again when its time is over (case 7: OfferFilter)', () => {
    const cluster = clusterOf('a');
    const one = subscribe(cluster, 'one');
    decline(cluster, one, 10);
    cluster.advance(9);
    expect(offersTo(cluster, one)).toEqual([]);
    cluster.advance(2);
    expect(offersTo(cluster, one)).toHaveLength(1);
  });

  test('[OF6] revive forgets what was refused (case 25: ReviveOffers)', () => {
    const cluster = clusterOf('a');
    const one = subscribe(cluster, 'one');
    decline(cluster, one, 1000);
    cluster.accept({ type: 'framework.revive', framework: one, roles: [] });
    expect(offersTo(cluster, one)).toHaveLength(1);
  });

  test('[OF6] who suppresses gets nothing until it revives (case 23: SuppressAndReviveOffers)', () => {
    const cluster = clusterOf('a');
    const one = subscribe(cluster, 'one');
    cluster.accept({ type: 'framework.suppress', framework: one, roles: [] });
    decline(cluster, one, 1);
    cluster.advance(60);
    expect(offersTo(cluster, one)).toEqual([]);
    cluster.accept({ type: 'framework.revive', framework: one, roles: [] });
    expect(offersTo(cluster, one)).toHaveLength(1);
  });

  test('[OF7] who does not answer loses the offer, and others get it (case 45: OfferTimeout)', () => {
    const cluster = clusterOf('a');
    const [silent, other] = [subscribe(cluster, 'a'), subscribe(cluster, 'b')];
    expect([offersTo(cluster, silent).length, offersTo(cluster, other).length]).toEqual([1, 0]);
    cluster.advance(30);
    expect(offersTo(cluster, silent, 'expired')).toHaveLength(1);
    expect(offersTo(cluster, other)).toHaveLength(1);
  });

  test('[OF23] what an operator takes back goes to somebody else, and comes again when its time is over', () => {
    const cluster = clusterOf('a');
    const [one, two] = [subscribe(cluster, 'one'), subscribe(cluster, 'two')];
    const [offer] = offersTo(cluster, one);
    const rescind = { type: 'offer.rescind', offer: offer!.id, reason: 'Taken back by ana.' } as const;
    cluster.accept(rescind);
    expect(offersTo(cluster, one, 'rescinded')).toMatchObject([{ reason: 'Taken back by ana.' }]);
    expect(offersTo(cluster, two)).toHaveLength(1);
    expect(cluster.view.get('frameworks', one)).toMatchObject({ offersMade: 1, offersRescinded: 1 });
    expect(cluster.refusal(rescind)).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('was taken back'),
    });
    cluster.accept({ type: 'framework.remove', framework: two, reason: '' });
    cluster.advance(29);
    expect(offersTo(cluster, one)).toEqual([]);
    cluster.advance(2);
    expect(offersTo(cluster, one)).toHaveLength(1);
  });

  test('[OF23] an offer that there is not cannot be taken back', () => {
    const cluster = clusterOf('a');
    const offer = 'o-1' as OfferRecord['id'];
    expect(cluster.refusal({ type: 'offer.rescind', offer, reason: '' })).toMatchObject({
      code: 'not_found',
    });
  });

  test('[OF7] who always declines starves nobody, even with the smaller share (case 19)', () => {
    const cluster = clusterOf('a', 'b');
    const busy = subscribe(cluster, 'z');
    accept(cluster, busy, [aLaunch(2_000)]);
    const picky = subscribe(cluster, 'a');
    decline(cluster, busy, 0);
    let got = 0;
    for (let round = 0; round < 20; round++) {
      decline(cluster, picky, 0);
      got += offersTo(cluster, busy).length;
      decline(cluster, busy, 0);
      cluster.advance(1);
    }
    expect(got).toBeGreaterThan(10);
  });

  test('[OF8] accepted tasks run on the offer’s node, and the rest is offered again after its filter', () => {
    const cluster = clusterOf('a');
    const one = subscribe(cluster, 'one');
    accept(cluster, one, [aLaunch(1_000), aLaunch(500)]);
    const tasks = [...cluster.view.all('tasks')];
    expect(tasks).toMatchObject([
      { state: 'assigned', frameworkId: one, deploymentId: null, role: 'role-one' },
      { state: 'assigned' },
    ]);
    cluster.advance(6);
    expect(offersTo(cluster, one)).toMatchObject([{ resources: { cpuMillis: 2_500 } }]);
    cluster.settle();
    const [first] = [...cluster.view.all('tasks')];
    cluster.report(first!.nodeId!, failed(first!, cluster.nowMs));
    expect(offersTo(cluster, one).map(({ resources }) => resources.cpuMillis)).toEqual([2_500, 1_000]);
  });

  test('[OF8] offers of two nodes, twice the same, or over are refused (cases 47, 48)', () => {
    const cluster = clusterOf('a', 'b');
    const one = subscribe(cluster, 'one');
    const ids = offersTo(cluster, one).map(({ id }) => id);
    const ask = (offers: OfferRecord['id'][]) =>
      cluster.refusal({
        type: 'offer.accept',
        framework: one,
        offers,
        launches: [aLaunch(1)],
        refuseSeconds: 0,
      });
    expect(ask(ids).message).toContain('one single agent');
    expect(ask([ids[0]!, ids[0]!]).message).toContain('Duplicate offer');
    expect(ask([]).message).toBe('No offers specified');
    expect(
      cluster.refusal({
        type: 'offer.accept',
        framework: one,
        offers: [ids[0]!],
        launches: [aLaunch(5_000)],
        refuseSeconds: 0,
      }).code,
    ).toBe('conflict');
    decline(cluster, one, 100);
    expect(ask([ids[0]!]).message).toContain('no longer valid');
  });

  test('[OF9] tasks of deployments take the room that is only offered', () => {
    const cluster = clusterOf('a');
    const one = subscribe(cluster, 'one');
    expect(offersTo(cluster, one)).toHaveLength(1);
    cluster.accept(anApply('web', { spec: { replicas: 2 } }));
    expect(cluster.liveTasks('web').map(({ state }) => state)).toEqual(['assigned', 'assigned']);
    expect(offersTo(cluster, one, 'rescinded')).toHaveLength(1);
    expect(offersTo(cluster, one)).toMatchObject([{ resources: { cpuMillis: 3_800 } }]);
  });

  test('[OF9] but leave offers alone that could not help them', () => {
    const cluster = clusterOf('a');
    const one = subscribe(cluster, 'one');
    const template = { containers: [aContainer({ requests: room(9_000) })] };
    cluster.accept(anApply('web', { spec: { replicas: 1 }, template }));
    expect(offersTo(cluster, one, 'rescinded')).toEqual([]);
    expect(cluster.liveTasks('web')[0]!.unplaced?.message).toContain('CPU');
  });

  test('[OF10] a framework that is gone too long is removed with its tasks', () => {
    const cluster = clusterOf('a');
    const one = subscribe(cluster, 'one', { failoverTimeoutMs: 20_000 });
    accept(cluster, one, [aLaunch(100)]);
    cluster.settle();
    cluster.accept({ type: 'framework.disconnect', framework: one });
    expect(offersTo(cluster, one)).toEqual([]);
    cluster.advance(19);
    expect([...cluster.view.all('tasks')]).toMatchObject([{ state: 'running', desired: 'running' }]);
    cluster.advance(2);
    cluster.settle();
    expect([...cluster.view.all('tasks')]).toMatchObject([{ state: 'stopped', reason: 'FrameworkRemoved' }]);
    expect(cluster.refusal({ ...again(one) }).code).toBe('gone');
  });

  test('[OF10] one that comes back in time keeps its id and its tasks', () => {
    const cluster = clusterOf('a');
    const one = subscribe(cluster, 'one');
    accept(cluster, one, [aLaunch(100)]);
    cluster.accept({ type: 'framework.disconnect', framework: one });
    cluster.advance(30);
    expect(cluster.accept(again(one)).object).toBe(one);
    cluster.advance(120);
    expect([...cluster.view.all('tasks')]).toMatchObject([{ desired: 'running' }]);
    expect(offersTo(cluster, one)).toHaveLength(1);
  });

  test('[OF11] a guarantee is met first, and exactly (cases 14, 16: QuotaAllocationGranularity)', () => {
    const cluster = clusterOf();
    const quotaGuarantee = { cpuMillis: 500, memoryBytes: 1 * gibibyte, diskBytes: 0, gpus: 0 };
    cluster.accept({ type: 'role.save', name: 'role-z', weight: 1, quotaGuarantee, quotaLimit: null });
    const [first, sure] = [subscribe(cluster, 'a'), subscribe(cluster, 'z')];
    cluster.join(aMachine('a'));
    expect(offersTo(cluster, sure)).toMatchObject([{ resources: quotaGuarantee }]);
    expect(offersTo(cluster, first)).toMatchObject([{ resources: { cpuMillis: 3_500 } }]);
  });

  test('[OF11] a limit is never passed, and what is over goes to others', () => {
    const cluster = clusterOf();
    const quotaLimit = { ...room(1_000, 1), diskBytes: gibibyte };
    cluster.accept({ type: 'role.save', name: 'role-a', weight: 1, quotaGuarantee: null, quotaLimit });
    const [limited, other] = [subscribe(cluster, 'a'), subscribe(cluster, 'b')];
    cluster.join(aMachine('a'));
    cluster.join(aMachine('b'));
    const held = offersTo(cluster, limited).reduce((sum, { resources }) => sum + resources.cpuMillis, 0);
    expect(held).toBeLessThanOrEqual(1_000);
    expect(offersTo(cluster, other).length).toBeGreaterThan(0);
  });

  test('[OF5] six equal nodes go by weight (case 26: UpdateWeight)', () => {
    const cluster = clusterOf();
    for (const [role, weight] of [
      ['role-a', 1],
      ['role-b', 2],
      ['role-c', 3],
    ] as const) {
      cluster.accept({ type: 'role.save', name: role, weight, quotaGuarantee: null, quotaLimit: null });
    }
    const all = ['a', 'b', 'c'].map((name) => subscribe(cluster, name));
    cluster.joinAll(['1', '2', '3', '4', '5', '6'].map((name) => aMachine(name)));
    expect(all.map((id) => offersTo(cluster, id).length)).toEqual([1, 2, 3]);
  });
});

const again = (framework: FrameworkId): CommandOf<'framework.subscribe'> => ({
  type: 'framework.subscribe',
  framework,
  name: 'again',
  user: 'root',
  roles: ['role-one'],
  suppressedRoles: [],
  principal: '',
  capabilities: [],
  failoverTimeoutMs: 60_000,
  webuiUrl: '',
  hostname: '',
});
