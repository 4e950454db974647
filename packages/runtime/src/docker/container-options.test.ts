import { describe, expect, test } from 'vitest';
import type { ContainerRequest } from '../port.ts';
import { aRequest } from '../testing/container-request.ts';
import { type ContainerDefaults, containerName, containerOptions } from './container-options.ts';

const defaults: ContainerDefaults = {
  nodeName: 'node-1',
  clusterName: 'home',
  publishAddress: '127.0.0.1',
  pidsLimit: 4096,
  logLimitBytes: 10_000_000,
  namesFor: async () => null,
};
const options = (request: ContainerRequest, rest: Partial<ContainerDefaults> = {}) =>
  containerOptions(request, { ...defaults, ...rest });

test('command and args follow Kubernetes: a command replaces the entrypoint, args alone only the command', () => {
  const commandOf = (command: string[], args: string[]) => {
    const { Entrypoint, Cmd } = options(aRequest({ command, args }));
    return { Entrypoint, Cmd };
  };
  expect(commandOf([], [])).toEqual({});
  expect(commandOf(['a', 'b'], [])).toEqual({ Entrypoint: ['a', 'b'] });
  expect(commandOf([], ['c'])).toEqual({ Cmd: ['c'] });
  expect(commandOf(['a'], ['c'])).toEqual({ Entrypoint: ['a'], Cmd: ['c'] });
});

test('limits become quota, memory without swap, and weight', () => {
  const limits = { cpuMillis: 250, memoryBytes: 64_000_000 };
  const requests = { cpuMillis: 500, memoryBytes: 0, diskBytes: 0, gpus: 0 };
  const limited = options(aRequest({ limits, requests })).HostConfig!;
  expect(limited).toMatchObject({ NanoCpus: 250_000_000, Memory: 64_000_000, MemorySwap: 64_000_000 });
  expect(limited).toMatchObject({ CpuShares: 512, PidsLimit: 4096, RestartPolicy: { Name: 'no' } });
  const free = options(aRequest()).HostConfig!;
  expect([free.NanoCpus, free.Memory, free.MemorySwap]).toEqual([undefined, undefined, undefined]);
});

describe('network', () => {
  const hostPorts: ContainerRequest['hostPorts'] = [
    { containerPort: 80, hostPort: 31_000, protocol: 'TCP' },
    { containerPort: 80, hostPort: 31_001, protocol: 'TCP' },
    { containerPort: 53, hostPort: 31_002, protocol: 'UDP' },
  ];

  test('ports are published on the given address only', () => {
    const { ExposedPorts, HostConfig } = options(aRequest({}, { hostPorts }), { publishAddress: '10.0.0.7' });
    expect(ExposedPorts).toEqual({ '80/tcp': {}, '53/udp': {} });
    expect(HostConfig!.PortBindings).toEqual({
      '80/tcp': [
        { HostIp: '10.0.0.7', HostPort: '31000' },
        { HostIp: '10.0.0.7', HostPort: '31001' },
      ],
      '53/udp': [{ HostIp: '10.0.0.7', HostPort: '31002' }],
    });
  });

  test.each([
    [{ hostNetwork: true }, 'host'],
    [{ joinNetworkOf: 'abc' }, 'container:abc'],
  ])('who has no network of its own (%o) publishes nothing and has no host name', (network, mode) => {
    const { ExposedPorts, HostConfig, Hostname } = options(aRequest({}, { ...network, hostPorts }));
    expect([ExposedPorts, HostConfig!.PortBindings, Hostname]).toEqual([{}, {}, undefined]);
    expect(HostConfig!.NetworkMode).toBe(mode);
  });

  test('it is on the network that was provided, or on the engine’s own bridge', () => {
    const on = (network: string | null) =>
      containerOptions(aRequest(), defaults, { names: null, network }).HostConfig!.NetworkMode;
    expect([on('gantry-home-shop'), on(null)]).toEqual(['gantry-home-shop', 'default']);
  });

  test('short names are looked for in the cluster before the world is asked', () => {
    const names = { servers: ['198.18.0.10'], search: ['shop.svc.gantry.local'] };
    const { HostConfig } = containerOptions(aRequest(), defaults, { names, network: 'gantry-home-shop' });
    expect(HostConfig).toMatchObject({ Dns: names.servers, DnsSearch: names.search });
    expect(HostConfig!.DnsOptions).toContain('ndots:1');
  });
});

test('mounts are of paths or of named volumes', () => {
  const mounts: ContainerRequest['mounts'] = [
    { source: '/srv/data', kind: 'path', target: '/data', readOnly: true },
    { source: 'store', kind: 'volume', target: '/store', readOnly: false },
  ];
  expect(options(aRequest({}, { mounts })).HostConfig!.Mounts).toEqual([
    { Type: 'bind', Source: '/srv/data', Target: '/data', ReadOnly: true },
    { Type: 'volume', Source: 'store', Target: '/store', ReadOnly: false },
  ]);
});

test('labels say whose it is', () => {
  const request = aRequest({ name: 'web' }, { namespace: 'shop', owner: 'front', revision: 3 });
  expect(options(request).Labels).toEqual({
    'gantry.node': 'node-1',
    'gantry.cluster': 'home',
    'gantry.task': request.taskId,
    'gantry.container': 'web',
    'gantry.namespace': 'shop',
    'gantry.owner': 'front',
    'gantry.revision': '3',
  });
});

test('names are safe for any engine, the same for the same container, and differ between nodes and clusters', () => {
  const request = aRequest({ name: 'web' }, { taskName: 'front-7f9c' });
  const name = containerName(request, defaults);
  expect(name).toMatch(/^front-7f9c\.web\.[0-9a-f]{6}$/);
  expect(containerName({ ...request, revision: 9 }, defaults)).toBe(name);
  expect(containerName(request, { ...defaults, nodeName: 'node-2' })).not.toBe(name);
  expect(containerName(request, { ...defaults, clusterName: 'work' })).not.toBe(name);
  expect(containerName({ ...request, taskName: '-ü/x y' }, defaults)).toMatch(/^[A-Za-z0-9][A-Za-z0-9_.-]+$/);
});
