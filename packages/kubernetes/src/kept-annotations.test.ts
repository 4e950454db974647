import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ServedDoor, serveDoor } from './testing/served-door.ts';
import type { JsonObject } from './wire/object.ts';

const services = '/api/v1/namespaces/default/services';
const deployments = '/apis/apps/v1/namespaces/default/deployments';
const ingresses = '/apis/networking.k8s.io/v1/ingresses';
const annotations = {
  'gantry.local/kubernetes-fields': '{',
  'gantry.local/managed-fields': '{',
  'gantry.local/ingresses': '{',
};
const metadata = { name: 'web', annotations };
const labels = { app: 'web' };

let door: ServedDoor;
beforeEach(async () => {
  door = await serveDoor();
});
afterEach(() => door.close());

it.each<[string, string, JsonObject]>([
  ['services', services, { ports: [{ port: 80 }] }],
  [
    'deployments',
    deployments,
    {
      selector: { matchLabels: labels },
      template: { metadata: { labels, annotations }, spec: { containers: [{ name: 'a', image: 'a:1' }] } },
    },
  ],
])('%s: what is kept in annotations is not a client’s to write', async (_, path, spec) => {
  expect(await door.call('POST', path, { metadata, spec })).toMatchObject({ code: 201 });
  expect(await door.call('GET', path)).toMatchObject({ code: 200, body: { items: [{}] } });
});

it('what another door wrote there and nobody can read is as if it was not there', async () => {
  const port = { name: null, port: 80, targetPort: 80, protocol: 'TCP', traffic: 'http', nodePort: null };
  const rule = { host: null, pathPrefix: '/', port: 80, tlsSecret: null };
  const saved = await door.plane.submit(
    {
      type: 'service.save',
      ...{ namespace: 'default', name: 'web', labels: {}, annotations, mode: 'create', ifGeneration: null },
      spec: {
        ...{ kind: 'ingress', deployment: null, selector: labels, affinitySeconds: null, drainSeconds: 10 },
        ports: [{ ...port, protocol: 'TCP', traffic: 'http' }],
        ingress: [rule],
      },
    },
    { name: 'ana', via: 'api' },
  );
  expect(saved.ok).toBe(true);
  expect(await door.call('GET', services)).toMatchObject({ code: 200, body: { items: [{}] } });
  expect((await door.call('GET', ingresses)).body.items).toMatchObject([{ metadata: { name: 'web' } }]);
});
