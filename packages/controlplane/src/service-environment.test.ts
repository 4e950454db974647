import type { ServiceId, ServiceRecord } from '@gantry/model';
import { expect, test } from 'vitest';
import { resolveEnvironment } from './environment.ts';
import { aTask, aTemplate } from './testing/builders.ts';
import { replicaWith } from './testing/replica-with.ts';

function viewWith(...names: string[]) {
  const services = names.map((name, index) => {
    const id = `v${index}` as ServiceId;
    const ports = [
      { name: 'http', port: 80, targetPort: 8080, protocol: 'TCP', traffic: 'http', nodePort: null },
      { name: 'my-admin', port: 81, targetPort: 81, protocol: 'TCP', traffic: 'tcp', nodePort: null },
    ];
    const value = { id, namespace: 'default', name, clusterAddress: '198.18.0.16', ports } as ServiceRecord;
    return { table: 'services', key: id, value } as const;
  });
  return replicaWith(...services).view;
}

test('a task is told where the services of its namespace are, as Kubernetes tells it', () => {
  expect(resolveEnvironment(aTask(), aTemplate(), viewWith('my-shop'))).toMatchObject({
    MY_SHOP_SERVICE_HOST: '198.18.0.16',
    MY_SHOP_SERVICE_PORT: '80',
    MY_SHOP_SERVICE_PORT_HTTP: '80',
    MY_SHOP_SERVICE_PORT_MY_ADMIN: '81',
    MY_SHOP_PORT: 'tcp://198.18.0.16:80',
    MY_SHOP_PORT_81_TCP: 'tcp://198.18.0.16:81',
    MY_SHOP_PORT_81_TCP_ADDR: '198.18.0.16',
    MY_SHOP_PORT_81_TCP_PORT: '81',
    MY_SHOP_PORT_81_TCP_PROTO: 'tcp',
  });
});

test('not those of other namespaces, and none hides what the task is told of itself', () => {
  const other = resolveEnvironment(aTask({ namespace: 'other' }), aTemplate(), viewWith('shop'));
  expect(other).not.toHaveProperty('SHOP_SERVICE_HOST');
  expect(resolveEnvironment(aTask(), aTemplate(), viewWith('gantry', '1st'))).toMatchObject({
    GANTRY_NAMESPACE: 'default',
    GANTRY_SERVICE_HOST: '198.18.0.16',
  });
});

test('never so many that the program finds no room for its own', () => {
  const many = Array.from({ length: 300 }, (_, index) => `shop-${index}`);
  const names = Object.keys(resolveEnvironment(aTask(), aTemplate(), viewWith(...many)));
  expect(names.filter((name) => name.endsWith('_SERVICE_HOST'))).toHaveLength(100);
});
