import type { CommandOf, FrameworkId, NodeId, Resources } from '@gantry/model';
import { expect, test } from 'vitest';
import { aContainer, aMachine, anApply, gibibyte } from '../testing/builders.ts';
import { Cluster } from '../testing/cluster.ts';

function subscribe(cluster: Cluster, role: string): FrameworkId {
  const settings = { user: '', principal: '', capabilities: [], webuiUrl: '', hostname: '' };
  const of = { roles: [role], suppressedRoles: [], failoverTimeoutMs: 60_000 };
  const command = { type: 'framework.subscribe', framework: null, name: role, ...of, ...settings } as const;
  return cluster.accept(command).object as FrameworkId;
}

const half: Resources = { cpuMillis: 2_000, memoryBytes: 2 * gibibyte, diskBytes: 0, gpus: 0 };
const reserve = (node: NodeId, role: string, resources = half): CommandOf<'node.reserve'> => ({
  ...{ type: 'node.reserve', node, role, resources, principal: 'ops' },
});
const cpusOf = (cluster: Cluster, id: FrameworkId) =>
  cluster.view.outstandingOffersOf(id).map(({ resources }) => resources.cpuMillis);

test('[OF15] what is reserved goes to its role, the rest to others (case 2: ReservedDRF)', () => {
  const cluster = new Cluster({ discards: true });
  const node = cluster.join(aMachine('a'));
  cluster.accept(reserve(node, 'prod'));
  const other = subscribe(cluster, 'other');
  expect(cpusOf(cluster, other)).toEqual([2_000]);
  const prod = subscribe(cluster, 'prod');
  expect(cpusOf(cluster, prod)).toEqual([2_000]);
});

test('[OF15] reserved for `a` is offered in `a/b` (case 27: OfferAncestorReservationsToDescendantChild)', () => {
  const cluster = new Cluster({ discards: true });
  const node = cluster.join(aMachine('a'));
  cluster.accept(reserve(node, 'a', { ...half, cpuMillis: 4_000, memoryBytes: 4 * gibibyte }));
  const other = subscribe(cluster, 'b');
  expect(cpusOf(cluster, other).filter((cpus) => cpus > 0)).toEqual([]);
  expect(cpusOf(cluster, subscribe(cluster, 'a/b'))).toContain(4_000);
});

test('[OF15] deployments of other roles leave it, and have it when it is given back', () => {
  const cluster = new Cluster({ discards: true });
  const node = cluster.join(aMachine('a'));
  cluster.accept(reserve(node, 'prod'));
  const requests = { cpuMillis: 1_000, memoryBytes: 0, diskBytes: 0, gpus: 0 };
  const template = { containers: [aContainer({ requests })] };
  cluster.accept(anApply('web', { spec: { replicas: 4 }, template }));
  const placed = () => cluster.liveTasks('web').filter(({ state }) => state === 'assigned').length;
  expect(placed()).toBe(2);
  cluster.accept({ type: 'node.unreserve', node, role: 'prod', resources: half });
  expect(placed()).toBe(4);
});

test('[OF15] more than others leave is refused; an offer of it that somebody holds is taken back', () => {
  const cluster = new Cluster({ discards: true });
  const node = cluster.join(aMachine('a'));
  const holder = subscribe(cluster, 'holder');
  expect(cpusOf(cluster, holder)).toEqual([4_000]);
  cluster.accept(reserve(node, 'prod'));
  expect(cpusOf(cluster, holder)).toEqual([2_000]);
  expect(cluster.refusal(reserve(node, 'late', { ...half, cpuMillis: 3_000 })).code).toBe('conflict');
  expect(cluster.refusal({ type: 'node.unreserve', node, role: 'late', resources: half }).code).toBe(
    'conflict',
  );
});

const keeps = (role: string, resources = half) => aMachine('a', { reserved: [{ role, resources }] });

test('[OF16] what its agent keeps goes to that role and those below it, and an offer says so', () => {
  const cluster = new Cluster({ discards: true });
  cluster.join(keeps('prod'));
  const other = subscribe(cluster, 'other');
  expect(cpusOf(cluster, other)).toEqual([2_000]);
  expect(cluster.view.outstandingOffersOf(other)[0]).toMatchObject({ reserved: [] });
  const [offer] = cluster.view.outstandingOffersOf(subscribe(cluster, 'prod/web'));
  expect(offer).toMatchObject({
    resources: half,
    reserved: [{ role: 'prod', isStatic: true, resources: half }],
  });
});

test('[OF16] nobody gives it back but its agent, and a role may have more of a node reserved beside it', () => {
  const cluster = new Cluster({ discards: true });
  const node = cluster.join(keeps('prod'));
  const give = { type: 'node.unreserve', node, role: 'prod', resources: half } as const;
  expect(cluster.refusal(give).message).toMatch(/GANTRY_RESERVED says how much\.$/);
  cluster.accept(reserve(node, 'prod', { ...half, cpuMillis: 1_000 }));
  expect(cpusOf(cluster, subscribe(cluster, 'other'))).toEqual([1_000]);
  expect(cluster.refusal(give).code).toBe('conflict');
  cluster.accept({ ...give, resources: { ...half, cpuMillis: 1_000 } });
  expect(cluster.view.reservationsOf(node)).toMatchObject([
    { role: 'prod', isStatic: true, resources: half },
  ]);
});

test('[OF16] an agent that comes back with another setting keeps as it says then', () => {
  const cluster = new Cluster({ discards: true });
  const node = cluster.join(keeps('prod'));
  const other = subscribe(cluster, 'other');
  cluster.rejoin(node, [], keeps('batch', { ...half, cpuMillis: 3_000 }));
  expect(cluster.view.reservationsOf(node).map(({ role }) => role)).toEqual(['batch']);
  expect(cpusOf(cluster, other)).toEqual([1_000]);
  cluster.rejoin(node, [], aMachine('a'));
  expect(cluster.view.reservationsOf(node)).toEqual([]);
  const freed = cpusOf(cluster, other).reduce((sum, cpus) => sum + cpus, 0);
  expect(freed).toBe(4_000);
});
