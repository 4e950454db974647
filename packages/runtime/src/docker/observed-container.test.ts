import type { ContainerInspectInfo } from 'dockerode';
import { expect, test } from 'vitest';
import { ownNetworkOf } from './observed-container.ts';

const inspected = (mode: string, ...networks: string[]) =>
  ({
    HostConfig: { NetworkMode: mode },
    NetworkSettings: { Networks: Object.fromEntries(networks.map((name) => [name, {}])) },
  }) as unknown as ContainerInspectInfo;

test.each([
  ['Docker says the network itself', inspected('gantry-a-shop', 'gantry-a-shop'), 'gantry-a-shop'],
  [
    'Podman says its driver, and the network elsewhere',
    inspected('bridge', 'gantry-a-shop'),
    'gantry-a-shop',
  ],
  ['Docker’s own is nobody’s', inspected('bridge', 'bridge'), null],
  ['nor is Podman’s', inspected('bridge', 'podman'), null],
  ['nor another container’s', inspected('container:abc'), null],
  ['nor the node’s', inspected('host', 'host'), null],
])('%s', (_, container, network) => expect(ownNetworkOf(container)).toBe(network));
