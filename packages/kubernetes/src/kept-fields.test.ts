import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ServedDoor, serveDoor } from './testing/served-door.ts';
import type { JsonObject } from './wire/object.ts';

/** What a person wrote comes back as it was written, acted on or not: a second `kubectl apply` of it changes nothing. */

const collection = '/apis/apps/v1/namespaces/default/deployments';
const web = `${collection}/web`;
const labels = { app: 'web', tier: 'front' };
const selector = { matchLabels: { app: 'web' } };

let door: ServedDoor;
beforeEach(async () => {
  door = await serveDoor();
});
afterEach(() => door.close());

const manifest = (container: JsonObject, { spec, pod }: { spec?: JsonObject; pod?: JsonObject } = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    selector,
    ...spec,
    template: {
      metadata: { labels },
      spec: { containers: [{ name: 'main', image: 'hello:1', ...container }], ...pod },
    },
  },
});

interface Shown {
  metadata: JsonObject & { generation: number; annotations: JsonObject };
  spec: JsonObject & { template: { spec: JsonObject & { containers: JsonObject[] } } };
}

const shown = async () => (await door.call('GET', web)).body as unknown as Shown;

/** The first container as it is shown; writing the whole object back changes nothing. */
async function written(container: JsonObject, more?: { pod?: JsonObject }) {
  const made = await door.call('POST', collection, manifest(container, more));
  expect(made).toMatchObject({ code: 201 });
  const before = await shown();
  const again = await door.call('PUT', web, before);
  expect(again).toMatchObject({ code: 200, body: { metadata: { generation: before.metadata.generation } } });
  return { shown: before.spec.template.spec, container: before.spec.template.spec.containers[0]!, ...made };
}

it('what nothing acts on is kept where it was, and named with its full path', async () => {
  const fields = {
    resources: { limits: { memory: '64Mi', 'ephemeral-storage': '2Gi' }, requests: { 'amd.com/gpu': '1' } },
    lifecycle: { postStart: { exec: { command: ['true'] } }, preStop: { tcpSocket: { port: 80 } } },
    ports: [{ containerPort: 80, hostIP: '127.0.0.1', protocol: 'TCP' }],
    volumeMounts: [{ name: 'data', mountPath: '/data', mountPropagation: 'HostToContainer' }],
  };
  const item = { key: 'a', path: 'b', mode: 256 };
  const volumes = [
    { name: 'data', emptyDir: {} },
    { name: 'settings', configMap: { name: 'settings', items: [item] } },
  ];
  const { container, shown: spec, warnings } = await written(fields, { pod: { volumes } });
  expect(container).toMatchObject(fields);
  expect((spec.volumes as JsonObject[])[1]).toMatchObject({ configMap: { items: [item] } });
  const path = 'spec.template.spec.containers[0]';
  const said = warnings.join('\n');
  for (const one of [
    `${path}.resources.limits.ephemeral-storage`,
    `${path}.resources.requests.amd.com/gpu`,
    `${path}.lifecycle.postStart`,
    `${path}.lifecycle.preStop.tcpSocket`,
    `${path}.ports[0].hostIP`,
    `${path}.volumeMounts[0].mountPropagation`,
    'spec.template.spec.volumes[1].configMap.items[0].mode',
  ])
    expect(said).toContain(`${one}: kept, but not honoured by Gantry`);
});

it('the same in another order and without empty lists is the same template', async () => {
  const securityContext = { fsGroup: 1001, supplementalGroups: [] };
  const affinity = { nodeAffinity: { a: 1, b: 2 } };
  await written({}, { pod: { securityContext, affinity } });
  const before = await shown();
  const { spec } = before.spec.template;
  const reordered = {
    ...spec,
    affinity: { nodeAffinity: { b: 2, a: 1 } },
    securityContext: { fsGroup: 1001 },
  };
  const again = {
    ...before,
    spec: { ...before.spec, template: { ...before.spec.template, spec: reordered } },
  };
  expect((await door.call('PUT', web, again)).body.metadata).toMatchObject({
    generation: before.metadata.generation,
  });
});

it('what is kept stays with its container when another comes to stand before it', async () => {
  await written({ lifecycle: { postStart: { exec: { command: ['true'] } } } });
  const patch = { spec: { template: { spec: { containers: [{ name: 'added', image: 'hello:1' }] } } } };
  await door.call('PATCH', web, patch, 'application/strategic-merge-patch+json');
  const { containers } = (await shown()).spec.template.spec;
  expect(containers.map(({ name, lifecycle }) => [name, lifecycle !== undefined]).toSorted()).toEqual([
    ['added', false],
    ['main', true],
  ]);
});

it('resources, addresses and sub-paths that a program is told of are acted on', async () => {
  const fields = {
    env: [
      { name: 'LIMIT', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } } },
      { name: 'OWN', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
    ],
    volumeMounts: [{ name: 'data', mountPath: '/data', subPathExpr: 'of/$(OWN)' }],
    readinessProbe: { grpc: { port: 9000, service: 'shop.v1' } },
  };
  const { container, warnings } = await written(fields, {
    pod: { volumes: [{ name: 'data', emptyDir: {} }] },
  });
  expect(container).toMatchObject(fields);
  expect(warnings).toEqual([]);
});

it('an address that is not known before a container starts is warned of', async () => {
  const env = [{ name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }];
  expect((await written({ env })).warnings.join()).toContain(
    'spec.template.spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: kept, but not honoured',
  );
});

it.each([
  [
    'another container',
    { containerName: 'other', resource: 'limits.cpu' },
    /containerName: .*`other` is not one/,
  ],
  ['another resource', { resource: 'limits.hugepages' }, /resourceFieldRef\.resource/],
  ['another unit', { resource: 'limits.cpu', divisor: '1Mi' }, /resourceFieldRef\.divisor/],
])('a program cannot be told of %s', async (_, resourceFieldRef, said) => {
  const env = [{ name: 'A', valueFrom: { resourceFieldRef } }];
  const { code, body } = await door.call('POST', collection, manifest({ env }));
  expect({ code, message: body.message }).toEqual({ code: 422, message: expect.stringMatching(said) });
});

it.each(['projected', 'nfs', 'csi', 'ephemeral', 'image', 'downwardAPI'])(
  'a volume of the source %s is refused by its name: a program without its files is another one',
  async (source) => {
    const pod = { volumes: [{ name: 'data', [source]: { any: 1 } }] };
    const { code, body } = await door.call(
      'POST',
      `${collection}?fieldValidation=Strict`,
      manifest({}, { pod }),
    );
    expect(code).toBe(422);
    expect(body.message).toContain(`spec.template.spec.volumes[0].${source}: Invalid value`);
  },
);

const expressions = [
  { key: 'tier', operator: 'In', values: ['front', 'back'] },
  { key: 'retired', operator: 'DoesNotExist' },
];

it('a selector with expressions is held against the labels, shown as written, and never changes', async () => {
  const spec = { selector: { ...selector, matchExpressions: expressions } };
  expect(await door.call('POST', collection, manifest({}, { spec }))).toMatchObject({
    code: 201,
    warnings: [],
  });
  const before = await shown();
  expect(before.spec.selector).toEqual(spec.selector);
  expect(JSON.stringify(before.metadata.annotations)).not.toContain('gantry.local/selector');
  const sets = '/apis/apps/v1/namespaces/default/replicasets';
  const { items } = (await door.call('GET', sets)).body as unknown as { items: JsonObject[] };
  expect(items).toMatchObject([{ spec: { selector: { matchExpressions: expressions } } }]);
  const scale = await door.call('GET', `${web}/scale`);
  expect(scale.body.status).toMatchObject({ selector: 'app=web,!retired,tier in (back,front)' });
  const other = { ...before, spec: { ...before.spec, selector } };
  expect(await door.call('PUT', web, other)).toMatchObject({
    code: 422,
    body: { message: expect.stringMatching(/spec\.selector: Invalid value: .*field is immutable/) },
  });
  expect(await door.call('PUT', web, before)).toMatchObject({ code: 200 });
});

it('a selector of expressions alone is one as well', async () => {
  const spec = { selector: { matchExpressions: expressions } };
  expect(await door.call('POST', collection, manifest({}, { spec }))).toMatchObject({ code: 201 });
  expect((await shown()).spec.selector).toEqual(spec.selector);
});

it.each([
  [{ key: 'tier', operator: 'NotIn', values: ['front'] }, 'does not match template `labels`'],
  [{ key: 'tier', operator: 'In' }, "must be specified when `operator` is 'In' or 'NotIn'"],
  [{ key: 'tier', operator: 'Exists', values: ['a'] }, 'may not be specified when `operator` is'],
  [{ key: 'tier', operator: 'Near', values: ['a'] }, 'not a valid selector operator'],
  [{ operator: 'Exists' }, 'matchExpressions[0].key: Required value'],
])('%j is refused as Kubernetes does', async (expression, said) => {
  const spec = { selector: { ...selector, matchExpressions: [expression] } };
  const { code, body } = await door.call('POST', collection, manifest({}, { spec }));
  expect({ code, message: body.message }).toEqual({ code: 422, message: expect.stringContaining(said) });
});
