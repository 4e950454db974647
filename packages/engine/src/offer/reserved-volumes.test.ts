import type { CommandOf, FrameworkId, NodeId, OfferRecord, VolumeRecord } from '@gantry/model';
import { expect, test } from 'vitest';
import { aContainer, aMachine, anApply, aTemplate, gibibyte } from '../testing/builders.ts';
import { Cluster } from '../testing/cluster.ts';

function subscribe(cluster: Cluster, role: string): FrameworkId {
  const settings = { user: '', principal: '', capabilities: [], webuiUrl: '', hostname: '' };
  const of = { roles: [role], suppressedRoles: [], failoverTimeoutMs: 60_000 };
  const command = { type: 'framework.subscribe', framework: null, name: role, ...of, ...settings } as const;
  return cluster.accept(command).object as FrameworkId;
}

const diskOf = (bytes: number) => ({ cpuMillis: 0, memoryBytes: 0, diskBytes: bytes, gpus: 0 });

/** A node with ten gibibytes of its disk reserved for a role. */
function withReserved(role = 'db') {
  const cluster = new Cluster({ discards: true });
  const node = cluster.join(aMachine('a'));
  cluster.accept({ type: 'node.reserve', node, role, resources: diskOf(10 * gibibyte), principal: '' });
  return { cluster, node };
}

const make = (
  node: NodeId,
  over: { id?: string; role?: string; bytes?: number; offers?: OfferRecord[] } = {},
): CommandOf<'node.createVolume'> => {
  const { id = 'data', role = 'db', bytes = 4 * gibibyte, offers = [] } = over;
  const persistence = { role, id, principal: 'p', containerPath: 'data' };
  return { type: 'node.createVolume', node, persistence, bytes, offers: offers.map((one) => one.id) };
};
const destroy = (node: NodeId, offers: OfferRecord[] = []): CommandOf<'node.destroyVolume'> => ({
  ...{ type: 'node.destroyVolume', node, role: 'db', persistenceId: 'data' },
  offers: offers.map(({ id }) => id),
});
const volumes = (cluster: Cluster) => [...cluster.view.all('volumes')];
const offersOf = (cluster: Cluster, id: FrameworkId) => [...cluster.view.outstandingOffersOf(id)];

/** The node's agent says so of the one volume that is being deleted. */
function dataIsGone(cluster: Cluster, nodeId: NodeId): void {
  const [{ id }] = volumes(cluster) as [VolumeRecord];
  cluster.step({ kind: 'volumeRemoved', nodeId, volumeId: id, error: null });
}

test('[OF19] a volume takes its room of the node and of what is reserved, used or not', () => {
  const { cluster, node } = withReserved();
  const before = cluster.view.allocatedOf(node).diskBytes;
  cluster.accept(make(node));
  expect(volumes(cluster)).toMatchObject([{ nodeId: node, state: 'ready', capacityBytes: 4 * gibibyte }]);
  expect(cluster.view.allocatedOf(node).diskBytes - before).toBe(4 * gibibyte);
  expect(cluster.refusal(make(node)).code).toBe('already_exists');
  expect(cluster.refusal(make(node, { id: 'more', bytes: 7 * gibibyte })).code).toBe('conflict');
  expect(cluster.refusal(make(node, { id: 'other', role: 'web' })).code).toBe('conflict');
});

test('[OF19] it is offered to its role and those below it, with the node, while nothing uses it', () => {
  const { cluster, node } = withReserved();
  cluster.accept(make(node));
  const other = subscribe(cluster, 'other');
  expect(offersOf(cluster, other).flatMap(({ volumes: ids = [] }) => ids)).toEqual([]);
  cluster.accept({ type: 'framework.remove', framework: other, reason: '' });
  const below = subscribe(cluster, 'db/first');
  const [offer] = offersOf(cluster, below);
  expect(offer).toMatchObject({ volumes: [volumes(cluster)[0]!.id] });
  const launch = aLaunch(volumes(cluster)[0]!.name);
  cluster.accept(acceptance(below, [offer!], [launch]));
  cluster.accept({ type: 'framework.revive', framework: below, roles: [] });
  const [rest] = offersOf(cluster, below);
  expect(rest?.volumes ?? []).toEqual([]);
  expect(cluster.refusal(acceptance(below, [rest!], [launch])).message).toContain('do not hold');
});

function aLaunch(volume: string) {
  const source = { type: 'named' as const, volume };
  const requests = { cpuMillis: 100, memoryBytes: gibibyte / 8, diskBytes: 0, gpus: 0 };
  const template = {
    ...aTemplate({ containers: [aContainer({ requests })] }),
    volumes: [{ name: 'v', source }],
  };
  return { name: 't', template, labels: {}, group: null, frameworkData: '' };
}

const acceptance = (
  framework: FrameworkId,
  offers: OfferRecord[],
  launches: ReturnType<typeof aLaunch>[],
): CommandOf<'offer.accept'> => ({
  ...{ type: 'offer.accept', framework, launches, refuseSeconds: 5 },
  offers: offers.map(({ id }) => id),
});

test('[OF19] one that an offer’s holder makes comes out of the offer, and is in it', () => {
  const { cluster, node } = withReserved();
  const framework = subscribe(cluster, 'db');
  const [offer] = offersOf(cluster, framework);
  cluster.accept(make(node, { offers: [offer!] }));
  const [after] = offersOf(cluster, framework);
  expect(after).toMatchObject({ id: offer!.id, volumes: [volumes(cluster)[0]!.id] });
  expect(offer!.resources.diskBytes - after!.resources.diskBytes).toBe(4 * gibibyte);
  expect(after!.reserved).toMatchObject([{ role: 'db', resources: { diskBytes: 6 * gibibyte } }]);
});

test('[OF19] one that an operator makes takes offers of such disk back', () => {
  const { cluster, node } = withReserved();
  const framework = subscribe(cluster, 'db');
  const [offer] = offersOf(cluster, framework);
  cluster.accept(make(node));
  expect(cluster.view.get('offers', offer!.id)).toMatchObject({ state: 'rescinded' });
  expect(offersOf(cluster, framework)).toMatchObject([{ volumes: [volumes(cluster)[0]!.id] }]);
});

test('[OF19] who refused the node is offered it again with a volume that he has not seen', () => {
  const { cluster, node } = withReserved();
  const framework = subscribe(cluster, 'db');
  const decline = () =>
    cluster.accept({
      ...{ type: 'offer.decline', framework, refuseSeconds: 1_000 },
      offers: offersOf(cluster, framework).map(({ id }) => id),
    });
  decline();
  expect(offersOf(cluster, framework)).toEqual([]);
  cluster.accept(make(node));
  expect(offersOf(cluster, framework)).toHaveLength(1);
  decline();
  expect(offersOf(cluster, framework)).toEqual([]);
});

test('[OF19] what is reserved is not given back below what its volumes take', () => {
  const { cluster, node } = withReserved();
  cluster.accept(make(node));
  const give = (bytes: number) =>
    ({ type: 'node.unreserve', node, role: 'db', resources: diskOf(bytes) }) as const;
  expect(cluster.refusal(give(7 * gibibyte)).code).toBe('in_use');
  cluster.accept(give(6 * gibibyte));
  cluster.accept(destroy(node));
  dataIsGone(cluster, node);
  cluster.accept(give(4 * gibibyte));
});

test('[OF19] it is destroyed when nothing has it, and takes its room until its data is gone', () => {
  const { cluster, node } = withReserved();
  cluster.accept(make(node));
  const framework = subscribe(cluster, 'db');
  const [offer] = offersOf(cluster, framework);
  cluster.accept(acceptance(framework, [offer!], [aLaunch(volumes(cluster)[0]!.name)]));
  expect(cluster.refusal(destroy(node)).code).toBe('in_use');
  const [task] = cluster.view.tasksOfFramework(framework);
  cluster.accept({ type: 'task.kill', task: task!.id, graceSeconds: null, reason: '' });
  cluster.settle();
  const held = cluster.view.allocatedOf(node).diskBytes;
  cluster.accept(destroy(node, offersOf(cluster, framework)));
  expect(volumes(cluster)).toMatchObject([{ state: 'deleting' }]);
  cluster.accept({ type: 'framework.remove', framework, reason: '' });
  expect(cluster.view.allocatedOf(node).diskBytes).toBe(4 * gibibyte);
  expect(held).toBeGreaterThanOrEqual(4 * gibibyte);
  dataIsGone(cluster, node);
  expect([volumes(cluster), cluster.view.allocatedOf(node).diskBytes]).toEqual([[], 0]);
});

test('[OF19] what a volume was made with is not changed; nothing else finds room in it', () => {
  const { cluster, node } = withReserved();
  cluster.accept(make(node));
  const [volume] = volumes(cluster);
  const { namespace, name, labels, annotations, driver, options, access, reclaim } = volume!;
  const same = { namespace, name, labels, annotations, driver, options, access, reclaim };
  const save = { type: 'volume.save', mode: 'update', ...same, capacityBytes: gibibyte } as const;
  expect(cluster.refusal(save).code).toBe('immutable');
  const { diskBytes } = cluster.view.get('nodes', node)!.resources;
  const requests = { ...diskOf(diskBytes - 4 * gibibyte), cpuMillis: 1 };
  cluster.accept(anApply('web', { template: { containers: [aContainer({ requests })] } }));
  expect(cluster.liveTasks('web').filter(({ state }) => state === 'assigned')).toEqual([]);
});
