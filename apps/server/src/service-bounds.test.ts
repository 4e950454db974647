import { expect, test } from 'vitest';
import { serviceBounds, serviceNetworkOf } from './service-bounds.ts';

const ports = { plainPort: 4500, tlsPort: 4501 };
const settings = { serviceRange: null, ingressPort: 4580, ingressTlsPort: 4581 };
const boundsOf = (clusterId: string) => serviceBounds(settings, { clusterId, ...ports });

test('clusters on one machine take other addresses and other ports', () => {
  const [one, two] = [boundsOf('000001cafe00'), boundsOf('000002cafe00')];
  expect(one).toMatchObject({ serviceRange: '198.18.4.0/22', nodePorts: { begin: 30_040, end: 30_999 } });
  expect(two.serviceRange).not.toBe(one.serviceRange);
  expect(two.nodePorts.begin).not.toBe(one.nodePorts.begin);
  expect(boundsOf('ffffffcafe00').nodePorts.begin).toBeLessThan(30_999);
});

test('what is set counts, for the engine as for the nodes', () => {
  const set = { serviceRange: '10.97.0.0/20', ingressPort: 80, ingressTlsPort: 443 };
  expect(serviceBounds(set, { clusterId: '00', ...ports }).serviceRange).toBe('10.97.0.0/20');
  expect(serviceNetworkOf(set, { clusterId: '00', relayKey: 'secret' })).toEqual({
    ...{ cluster: '00', range: '10.97.0.0/20', nameServer: '10.97.0.10', ingressPort: 80 },
    ingressTlsPort: 443,
    relayKey: 'secret',
  });
});

test('no service can take a port of the control plane', () => {
  expect(boundsOf('00').reservedPorts.map(({ port }) => port)).toEqual([4500, 4501, 4580, 4581]);
});
