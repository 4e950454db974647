import type { ServiceRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { addressesOf, servicesOf } from './reached-by.ts';

const service = (name: string, over: Partial<ServiceRecord>) =>
  ({
    ...{ name, namespace: 'shop', deployment: null, selector: {}, ports: [], ingress: [] },
    clusterAddress: '10.97.0.9',
    ...over,
  }) as unknown as ServiceRecord;

it('has the services that name the deployment, and those whose selector its tasks match', () => {
  const services = [
    service('named', { deployment: 'till' }),
    service('others', { deployment: 'stock' }),
    service('matching', { selector: { app: 'till' } }),
    service('stricter', { selector: { app: 'till', tier: 'back' } }),
    service('nobody', {}),
    service('elsewhere', { namespace: 'other', deployment: 'till' }),
  ];
  const till = { namespace: 'shop', name: 'till', labels: { app: 'till' } };
  expect(servicesOf(services, till).map(({ name }) => name)).toEqual(['named', 'matching']);
});

it('tells where a service answers, inside first', () => {
  const port = { name: null, port: 80, targetPort: 8080, protocol: 'TCP', traffic: 'http' } as const;
  const ingress = [{ host: 'shop.example', pathPrefix: '/', port: 80, tlsSecret: null }];
  expect(addressesOf(service('till', { ports: [{ ...port, nodePort: 31_000 }], ingress }))).toEqual([
    '10.97.0.9:80',
    'any node:31000',
    'shop.example/',
  ]);
});
