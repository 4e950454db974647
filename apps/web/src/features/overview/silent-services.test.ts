import type { DeploymentRecord, ServiceRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { silentServices } from './silent-services.ts';

const service = (name: string, over: object) =>
  ({ ...{ name, namespace: 'shop', deployment: null, selector: {} }, ...over }) as ServiceRecord;
const till = (replicas: number, readyReplicas: number) =>
  ({
    ...{ namespace: 'shop', name: 'till' },
    ...{ spec: { replicas }, status: { readyReplicas } },
  }) as DeploymentRecord;

it('are those that name a deployment of which nothing is ready, in the order of their names', () => {
  const services = [
    service('till-public', { deployment: 'till' }),
    service('till', { deployment: 'till' }),
    service('others', { deployment: 'stock' }),
    service('elsewhere', { deployment: 'till', namespace: 'other' }),
    service('by-label', { selector: { app: 'till' } }),
  ];
  const names = (of: DeploymentRecord) => silentServices(services, of).map(({ name }) => name);
  expect([names(till(3, 0)), names(till(3, 1)), names(till(0, 0))]).toEqual([
    ['till', 'till-public'],
    [],
    [],
  ]);
});
