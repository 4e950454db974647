import {
  type CommandOf,
  relayAttribute,
  type ServicePort,
  type ServiceSpec,
  type Template,
} from '@gantry/model';
import { describe, expect, test } from 'vitest';
import { aContainer, aMachine, anApply, aRuntime } from '../testing/builders.ts';
import { aReport, Cluster } from '../testing/cluster.ts';
import { pause, remove, scale, setImage } from '../testing/commands.ts';
import { nameServerOf } from './address-range.ts';
import { type Endpoint, endpointsOf } from './endpoints.ts';

const aPort = (over: Partial<ServicePort> = {}): ServicePort => ({
  name: null,
  port: 80,
  targetPort: 8080,
  protocol: 'TCP',
  traffic: 'http',
  nodePort: null,
  ...over,
});

function aService(
  name: string,
  {
    namespace = 'default',
    mode = 'either',
    ifGeneration = null,
    ...spec
  }: Partial<ServiceSpec> &
    Partial<Pick<CommandOf<'service.save'>, 'namespace' | 'mode' | 'ifGeneration'>> = {},
): CommandOf<'service.save'> {
  return {
    type: 'service.save',
    ...{ namespace, name, mode, ifGeneration, labels: {}, annotations: {} },
    spec: {
      kind: 'cluster',
      deployment: 'web',
      selector: {},
      ports: [aPort()],
      ingress: [],
      affinitySeconds: null,
      drainSeconds: 10,
      ...spec,
    },
  };
}

const container = aContainer({
  ports: [
    { name: 'http', containerPort: 8080, hostPort: 0, protocol: 'TCP' },
    { name: 'admin', containerPort: 9090, hostPort: null, protocol: 'TCP' },
  ],
});

const template: Partial<Template> = { runtime: 'process', containers: [container] };

function served(
  over: Parameters<typeof aService>[1] = {},
  spec: Parameters<typeof anApply>[1] = {},
): Cluster {
  const cluster = new Cluster({
    bounds: { serviceRange: '198.18.4.0/24', reservedPorts: [{ port: 4500, owner: 'the dashboard’s own' }] },
  });
  for (const [index, name] of ['a', 'b', 'c'].entries())
    cluster.join(
      aMachine(name, { address: `10.0.0.${index + 1}`, runtimes: [aRuntime({ name: 'process' })] }),
    );
  cluster.accept(anApply('web', { template, ...spec }));
  cluster.accept(aService('shop', over));
  cluster.settle();
  return cluster;
}

const serviceOf = (cluster: Cluster, name = 'shop') => cluster.view.service('default', name)!;
const endpoints = (cluster: Cluster): Endpoint[] => endpointsOf(cluster.view, serviceOf(cluster));
const states = (cluster: Cluster) => endpoints(cluster).map(({ state }) => state);

describe('endpoints', () => {
  test('[SV1] they are the ready tasks of the deployment that is named', () => {
    const cluster = served();
    const [one] = cluster.liveTasks('web');
    expect(states(cluster)).toEqual(['ready', 'ready', 'ready']);
    expect(endpoints(cluster)[0]).toMatchObject({ taskId: one!.id, taskName: one!.name, revision: 1 });
  });

  test('[SV1] or of those that the selector matches; an empty one matches none', () => {
    expect(states(served({ deployment: null, selector: { app: 'web' } }))).toHaveLength(3);
    expect(states(served({ deployment: null, selector: { app: 'other' } }))).toEqual([]);
    expect(states(served({ deployment: null }))).toEqual([]);
  });

  test('[SV1] one that is not ready, or on an unreachable node, gets nothing', () => {
    const cluster = served();
    const [one, two] = cluster.liveTasks('web');
    cluster.report(one!.nodeId!, aReport(one!));
    expect(states(cluster).filter((state) => state === 'notReady')).toHaveLength(1);
    cluster.silence(two!.nodeId!);
    cluster.advance(16);
    expect(states(cluster).filter((state) => state === 'ready')).toHaveLength(1);
  });

  test('[SV2] one that is told to stop leaves in the same commit', () => {
    const cluster = served();
    cluster.accept(scale(2));
    expect(states(cluster).toSorted()).toEqual(['leaving', 'ready', 'ready']);
    cluster.settle();
    expect(states(cluster)).toEqual(['ready', 'ready']);
  });

  test('[SV2] of a blue-green rollout only one side is an endpoint', () => {
    const strategy = { type: 'BlueGreen', autoPromotionSeconds: null, scaleDownDelaySeconds: 30 } as const;
    const cluster = served({}, { spec: { strategy }, template });
    cluster.accept(setImage('/srv/web-2'));
    cluster.settle();
    const serving = () =>
      endpoints(cluster).flatMap(({ state, revision }) => (state === 'ready' ? revision : []));
    expect(serving()).toEqual([1, 1, 1]);
    cluster.accept({ type: 'rollout.promote', namespace: 'default', name: 'web' });
    expect(serving()).toEqual([2, 2, 2]);
  });

  test('a process answers on the host port it got, on its node and for others', () => {
    const cluster = served();
    const [task] = cluster.liveTasks('web');
    const node = cluster.view.get('nodes', task!.nodeId!)!;
    const [port] = task!.hostPorts;
    expect(endpoints(cluster)[0]!.targets).toEqual([
      { local: { host: '127.0.0.1', port }, remote: { host: node.address, port } },
    ]);
  });

  test('[SV1] a container that publishes no port is had by the relay of its node, where there is one', () => {
    const cluster = new Cluster({ bounds: { serviceRange: '198.18.4.0/24' } });
    const machine = { address: '10.0.0.1', runtimes: [aRuntime({ name: 'docker' })] };
    cluster.join(aMachine('a', { ...machine, attributes: { [relayAttribute]: '40123' } }));
    cluster.accept(anApply('web', { template: { ...template, runtime: 'docker' } }));
    cluster.accept(aService('shop', { ports: [aPort(), aPort({ port: 81, targetPort: 9090 })] }));
    cluster.settle();
    const [endpoint] = endpoints(cluster);
    expect(endpoint!.relay).toEqual({ host: '10.0.0.1', port: 40_123 });
    expect(endpoint!.targets.map((target) => target?.remote ?? null)).toEqual([
      { host: '10.0.0.1', port: expect.any(Number) },
      null,
    ]);
    expect(endpoints(served())[0]!.relay).toBeNull();
  });

  test('a port by name; a name that no container has leads nowhere', () => {
    const named = served({ ports: [aPort({ targetPort: 'admin' })] });
    expect(endpoints(named)[0]!.targets[0]!.local).toEqual({ host: '127.0.0.1', port: 9090 });
    expect(endpoints(served({ ports: [aPort({ targetPort: 'none' })] }))[0]!.targets).toEqual([null]);
  });
});

describe('addresses and ports', () => {
  test('[SV3] each gets an address of the range, and keeps it', () => {
    const cluster = served();
    expect(serviceOf(cluster)).toMatchObject({ clusterAddress: '198.18.4.16', generation: 1 });
    cluster.accept(aService('other'));
    expect(serviceOf(cluster, 'other').clusterAddress).toBe('198.18.4.17');
    cluster.accept(aService('shop', { ports: [aPort({ port: 81 })] }));
    expect(serviceOf(cluster)).toMatchObject({ clusterAddress: '198.18.4.16', generation: 2 });
    expect(nameServerOf('198.18.4.0/24')).toBe('198.18.4.10');
  });

  test('[SV3] a range that is full refuses, until one goes', () => {
    const cluster = new Cluster({ bounds: { serviceRange: '198.18.4.0/27' } });
    for (let index = 0; index < 15; index++) cluster.accept(aService(`s${index}`));
    expect(cluster.refusal(aService('more'))).toMatchObject({ code: 'quota_exceeded' });
    cluster.accept({ type: 'service.delete', namespace: 'default', name: 's3' });
    expect(cluster.accept(aService('more')).message).toContain('198.18.4.19');
  });

  test('[SV4] two services cannot take one node port, and the refusal names the other', () => {
    const cluster = served({ kind: 'published', ports: [aPort({ nodePort: 30_080 })] });
    const other = aService('other', { kind: 'published', ports: [aPort({ nodePort: 30_080 })] });
    expect(cluster.refusal(other)).toMatchObject({
      code: 'in_use',
      message: expect.stringContaining('the service default/shop'),
      issues: [{ field: 'ports[0].nodePort' }],
    });
  });

  test('[SV4] nor a port of the control plane, nor one that a node gives to its tasks', () => {
    const cluster = served();
    const take = (nodePort: number) =>
      cluster.refusal(aService('other', { kind: 'published', ports: [aPort({ nodePort })] })).message;
    expect(take(4500)).toContain('the dashboard’s own');
    expect(take(31_005)).toContain('31000-31099, which node a gives to its tasks');
  });

  test('[SV4] without a number it gets the next free one, and keeps it', () => {
    const cluster = served({ kind: 'published' });
    expect(serviceOf(cluster).ports[0]!.nodePort).toBe(30_000);
    cluster.accept(aService('other', { kind: 'published', ports: [aPort(), aPort({ port: 81 })] }));
    expect(serviceOf(cluster, 'other').ports.map(({ nodePort }) => nodePort)).toEqual([30_001, 30_002]);
    const again = cluster.accept(aService('shop', { kind: 'published' }));
    expect(again).toMatchObject({ changed: false });
  });

  test('[SV5] one host and path goes to one service', () => {
    const rule = { host: 'shop.example', pathPrefix: '/', port: 80, tlsSecret: null };
    const cluster = served({ kind: 'ingress', ingress: [rule] });
    expect(cluster.refusal(aService('other', { kind: 'ingress', ingress: [rule] }))).toMatchObject({
      code: 'in_use',
      message: expect.stringContaining('the service default/shop'),
    });
    cluster.accept(aService('other', { kind: 'ingress', ingress: [{ ...rule, pathPrefix: '/cart' }] }));
  });
});

describe('saving and deleting', () => {
  test('[CF5] the secret with the certificate of a service is deleted by force only', () => {
    const rule = { host: 'shop.example', pathPrefix: '/', port: 80, tlsSecret: 'shop-tls' };
    const cluster = served({ kind: 'ingress', ingress: [rule] });
    const place = { namespace: 'default', name: 'shop-tls' };
    cluster.accept({
      ...{ type: 'secret.save', ...place, labels: {}, annotations: {}, mode: 'create', ifVersion: null },
      ...{ immutable: false, roll: false, secretType: 'tls', data: {} },
    });
    const remove = { type: 'secret.delete' as const, ...place, force: false };
    expect(cluster.refusal(remove)).toMatchObject({
      code: 'in_use',
      message: expect.stringContaining('the certificate of the service shop'),
    });
    expect(cluster.accept({ ...remove, force: true }).changed).toBe(true);
  });

  test('[SV6] as the mode says, and only on the generation that was looked at', () => {
    const cluster = served();
    expect(cluster.refusal(aService('shop', { mode: 'create' })).code).toBe('already_exists');
    expect(cluster.refusal(aService('new', { mode: 'update' })).code).toBe('not_found');
    expect(cluster.refusal(aService('shop', { ifGeneration: 7 })).code).toBe('conflict');
    expect(cluster.accept(aService('shop')).changed).toBe(false);
  });

  test('[SV6] a deleted one frees what it had; its tasks run on; with its namespace it goes', () => {
    const cluster = served({ kind: 'published', ports: [aPort({ nodePort: 30_080 })] });
    cluster.accept({ type: 'service.delete', namespace: 'default', name: 'shop' });
    expect(cluster.view.count('services')).toBe(0);
    expect(cluster.liveTasks('web')).toHaveLength(3);
    cluster.accept(
      aService('other', { namespace: 'x', kind: 'published', ports: [aPort({ nodePort: 30_080 })] }),
    );
    cluster.accept({ type: 'namespace.delete', name: 'x' });
    expect(cluster.view.count('services')).toBe(0);
    expect(cluster.refusal({ type: 'service.delete', namespace: 'default', name: 'shop' }).code).toBe(
      'not_found',
    );
  });

  test('[SV1] a deployment that goes leaves the service without endpoints', () => {
    const cluster = served();
    cluster.accept(pause);
    cluster.accept(remove());
    cluster.settle();
    expect(states(cluster)).toEqual([]);
  });
});
