import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NodeId, ServiceNetwork } from '@gantry/model';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEmbeddedProxy } from './embedded/embedded-proxy.ts';
import { createNodeNetwork, type NodeNetwork } from './node-network.ts';
import { type Relay, startRelay } from './relay/relay.ts';
import { aRoute } from './testing/routes.ts';

/** Two machines: the loopback range has more than one address. */
const machines = { here: '127.0.0.1', there: '127.0.0.2' };
const network: ServiceNetwork = {
  ...{ cluster: 'home', range: '127.77.0.0/22', nameServer: '127.77.0.10', ingressPort: 0, relayKey: 'k' },
};

let nodes: NodeNetwork[];
let relays: Relay[];
const container = createServer((_request, response) => response.end('from afar'));

beforeEach(async () => {
  nodes = [];
  relays = [];
  await new Promise<void>((resolve) => container.listen(0, machines.there, resolve));
});
afterEach(async () => {
  for (const node of nodes) await node.close();
  container.close();
});

async function aNode(address: string): Promise<{ node: NodeNetwork; relay: Relay }> {
  const relay = await startRelay({ host: address, port: 0 });
  const node = createNodeNetwork({ proxy: createEmbeddedProxy(), address, bindAddress: address, relay });
  nodes.push(node);
  relays.push(relay);
  return { node, relay };
}

const statusOf = (host: string, port: number) =>
  new Promise<string>((resolve, reject) => {
    get({ host, port, agent: false }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve(`${response.statusCode} ${text}`);
    }).on('error', reject);
  });

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, machines.here, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('a container that publishes no port answers behind its service on every node, by the relay of its own', async () => {
  const [here, there] = [await aNode(machines.here), await aNode(machines.there)];
  const nodePort = await freePort();
  const local = { host: machines.there, port: (container.address() as AddressInfo).port };
  const relay = { host: machines.there, port: there.relay.port };
  const [endpoint] = aRoute('shop').endpoints;
  const service = aRoute('shop', {
    kind: 'published',
    clusterAddress: '127.77.0.16',
    ports: [{ ...aRoute('shop').ports[0]!, nodePort }],
    endpoints: [{ ...endpoint!, nodeId: 'there' as NodeId, targets: [{ local, remote: null }], relay }],
  });
  for (const [nodeId, { node }] of [['here', here] as const, ['there', there] as const])
    await node.apply({ nodeId, network, services: [service] });
  expect(await statusOf(machines.here, nodePort)).toBe('200 from afar');
  expect(await statusOf(machines.there, nodePort)).toBe('200 from afar');
  // Only so did the first one get there: a new connection is not made without it.
  await there.node.close();
  nodes = [here.node];
  expect(await statusOf(machines.here, nodePort)).toMatch(/^50[23] /);
});
