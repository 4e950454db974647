import type { ServiceEndpoint } from '@gantry/model';
import { expect, test } from 'vitest';
import type { Far } from './relay/tunnels.ts';
import { aRoute } from './testing/routes.ts';
import { trafficOf } from './traffic-of.ts';

const place = {
  ...{ nodeId: 'n1', address: '10.1.1.1', bindAddress: '10.1.1.1', hasRange: true },
  relayed: ({ relay }: Far) => ({ host: '127.0.0.1', port: relay.port }),
};
type Target = ServiceEndpoint['targets'][number];

const network = { ingressPort: 4580 };
const frontends = (...of: Parameters<typeof trafficOf>) =>
  trafficOf(...of).frontends.map(({ address, port }) => `${address}:${port}`);

test('a service listens on its own address; without that, only where it is published', () => {
  const shop = aRoute('shop');
  const published = aRoute('shop', { kind: 'published', ports: [{ ...shop.ports[0]!, nodePort: 30_080 }] });
  expect(frontends([shop], network, place)).toEqual(['198.18.0.16:80']);
  expect(frontends([shop], network, { ...place, hasRange: false })).toEqual([]);
  expect(frontends([published], network, place)).toEqual(['198.18.0.16:80', '10.1.1.1:30080']);
});

test('a task of this node is reached locally, another where its node publishes it, or else as best can be', () => {
  const local = { host: '172.17.0.2', port: 8080 };
  const remote = { host: '10.1.1.2', port: 31_000 };
  const [endpoint] = aRoute('shop').endpoints;
  const backends = (nodeId: string, target: Target, relay: ServiceEndpoint['relay'] = null) => {
    const endpoints = [{ ...endpoint!, nodeId: nodeId as never, targets: [target], relay }];
    return trafficOf([aRoute('shop', { endpoints })], network, place).pools[0]!.backends.map(
      ({ host, port }) => ({ host, port }),
    );
  };
  expect(backends('n1', { local, remote })).toEqual([local]);
  expect(backends('n2', { local, remote })).toEqual([remote]);
  expect(backends('n2', { local, remote: null })).toEqual([local]);
  const relay = { host: '10.1.1.2', port: 40_000 };
  expect(backends('n2', { local, remote: null }, relay)).toEqual([{ host: '127.0.0.1', port: 40_000 }]);
  expect(backends('n2', { local, remote }, relay)).toEqual([remote]);
  // Another agent of this same machine.
  expect(backends('n2', { local, remote: null }, { ...relay, host: place.address })).toEqual([local]);
});

test('hosts with a certificate have a frontend of their own, to which the other sends on', () => {
  const rule = { host: 'shop.example', pathPrefix: '/', port: 80, tlsSecret: 'shop-tls' };
  const plain = { ...rule, host: 'plain.example', tlsSecret: null };
  const certificates = [{ secret: 'shop-tls', certificate: 'C', key: 'K' }];
  const services = [aRoute('a', { ingress: [rule, plain], certificates })];
  const both = trafficOf(
    services,
    { ingressPort: 4580, ingressTlsPort: 4581 },
    { ...place, hasRange: false },
  );
  expect(both.frontends).toEqual([
    {
      ...{ address: '10.1.1.1', port: 4580, traffic: 'http', tls: null },
      routes: [
        { host: 'shop.example', pathPrefix: '/', pool: 'default.a.80', toTlsPort: 4581 },
        { host: 'plain.example', pathPrefix: '/', pool: 'default.a.80' },
      ],
    },
    {
      ...{ address: '10.1.1.1', port: 4581, traffic: 'http' },
      routes: [{ host: 'shop.example', pathPrefix: '/', pool: 'default.a.80' }],
      tls: [{ host: 'shop.example', certificate: 'C', key: 'K' }],
    },
  ]);
  const older = trafficOf(services, { ingressPort: 4580 }, { ...place, hasRange: false });
  expect(older.frontends).toMatchObject([{ port: 4580, routes: [{ pool: 'default.a.80' }, {}] }]);
});

test('all ingresses share one frontend', () => {
  const rule = { host: 'shop.example', pathPrefix: '/', port: 80, tlsSecret: null };
  const services = [aRoute('a', { ingress: [rule] }), aRoute('b', { ingress: [{ ...rule, host: null }] })];
  const { frontends: all } = trafficOf(services, network, { ...place, hasRange: false });
  expect(all).toMatchObject([
    {
      address: '10.1.1.1',
      port: 4580,
      routes: [{ pool: 'default.a.80' }, { pool: 'default.b.80', host: null }],
    },
  ]);
});
