import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type ServedDoor, serveDoor } from './testing/served-door.ts';
import type { JsonObject } from './wire/object.ts';

const ingresses = '/apis/networking.k8s.io/v1/namespaces/default/ingresses';
const services = '/api/v1/namespaces/default/services';
const strategic = 'application/strategic-merge-patch+json';
const apply = 'application/apply-patch+yaml';

let door: ServedDoor;
beforeEach(async () => {
  door = await serveDoor();
});
afterEach(() => door.close());

async function serve(name: string, spec: JsonObject = {}): Promise<void> {
  const ports = [{ name: 'main', port: 3000, targetPort: 8080 }];
  const { code } = await door.call('POST', services, {
    metadata: { name },
    spec: { selector: { app: name }, ports, ...spec },
  });
  expect(code).toBe(201);
}

const backend = (name: string, port: JsonObject = { number: 3000 }) => ({ service: { name, port } });
const path = (at: string, name: string, port?: JsonObject) => ({
  path: at,
  pathType: 'Prefix',
  backend: backend(name, port),
});
const rule = (host: string, ...paths: JsonObject[]) => ({ host, http: { paths } });
const ingress = (name: string, spec: JsonObject, metadata: JsonObject = {}) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name, ...metadata },
  spec,
});
const recordOf = (name: string) => door.plane.view.service('default', name)!;

it('is the rules of the services that it names, and comes back as it was written', async () => {
  await serve('web');
  await serve('api');
  const rules = [
    rule('shop.test', path('/api/', 'api', { name: 'main' }), path('/', 'web')),
    rule('*.shop.test', path('/', 'web')),
  ];
  const spec = { defaultBackend: backend('web'), rules };
  const labels = { team: 'shop' };
  const made = await door.call('POST', ingresses, ingress('front', spec, { labels }));
  expect(made).toMatchObject({ code: 201, warnings: [] });
  const { body } = await door.call('GET', `${ingresses}/front`);
  expect(body).toMatchObject({ kind: 'Ingress', metadata: { labels, generation: 1 } });
  expect(body.spec).toEqual(spec);
  expect(recordOf('api')).toMatchObject({
    kind: 'ingress',
    ingress: [{ host: 'shop.test', pathPrefix: '/api', port: 3000, tlsSecret: null }],
    ports: [{ traffic: 'http' }],
  });
  expect(recordOf('web').ingress).toHaveLength(3);
  const service = (await door.call('GET', `${services}/web`)).body;
  expect(JSON.stringify(service)).not.toContain('gantry.local');
  const changed = await door.call(
    'PATCH',
    `${services}/web`,
    { metadata: { labels: { a: 'b' } } },
    strategic,
  );
  expect(changed.code).toBe(200);
  expect((await door.call('GET', `${ingresses}/front`)).body.spec).toEqual(spec);
});

it('is changed as a whole: rules move from service to service, and leave those that it names no more', async () => {
  await serve('web');
  await serve('api');
  const both = [rule('shop.test', path('/', 'web'), path('/api', 'api'))];
  const applied = `${ingresses}/front?fieldManager=ana`;
  expect((await door.call('PATCH', applied, ingress('front', { rules: both }), apply)).code).toBe(201);
  const first = (await door.call('GET', `${ingresses}/front`)).body;
  const swapped = [rule('shop.test', path('/', 'api'), path('/api', 'web'))];
  const again = await door.call('PATCH', applied, ingress('front', { rules: swapped }), apply);
  expect(again).toMatchObject({ code: 200, body: { spec: { rules: swapped }, metadata: { generation: 2 } } });
  expect(recordOf('web').ingress).toMatchObject([{ pathPrefix: '/api' }]);
  const single = [rule('shop.test', path('/', 'api'))];
  const patched = await door.call('PATCH', `${ingresses}/front`, { spec: { rules: single } }, strategic);
  expect(patched.body.spec).toEqual({ rules: single });
  expect(patched.body.metadata).toMatchObject({ uid: (first.metadata as JsonObject).uid });
  expect(recordOf('web')).toMatchObject({ kind: 'cluster', ingress: [], annotations: {} });
});

it('is saved in all of its services or in none, when somebody else changes one of them meanwhile', async () => {
  await serve('web');
  await serve('api');
  const before = recordOf('web');
  const submit = door.plane.submit.bind(door.plane);
  vi.spyOn(door.plane, 'submit').mockImplementationOnce(async (command, actor) => {
    const label = { metadata: { labels: { changed: 'meanwhile' } } };
    expect((await door.call('PATCH', `${services}/api`, label, strategic)).code).toBe(200);
    return submit(command, actor);
  });
  const both = ingress('front', { rules: [rule('shop.test', path('/', 'web'), path('/api', 'api'))] });
  expect(await door.call('POST', ingresses, both)).toMatchObject({ code: 409, body: { reason: 'Conflict' } });
  expect(recordOf('web')).toEqual(before);
  expect(recordOf('api').ingress).toEqual([]);
  expect((await door.call('GET', `${ingresses}/front`)).code).toBe(404);
  expect((await door.call('POST', ingresses, both)).code).toBe(201);
  expect(recordOf('api').ingress).toMatchObject([{ pathPrefix: '/api' }]);
});

it('deleted, takes its rules along and leaves those of others', async () => {
  await serve('web');
  for (const name of ['one', 'two'])
    await door.call('POST', ingresses, ingress(name, { rules: [rule(`${name}.test`, path('/', 'web'))] }));
  expect((await door.call('DELETE', `${ingresses}/one`)).code).toBe(200);
  expect((await door.call('GET', `${ingresses}/one`)).code).toBe(404);
  expect(recordOf('web').ingress).toMatchObject([{ host: 'two.test' }]);
  expect((await door.call('DELETE', `${ingresses}/two`)).code).toBe(200);
  expect(recordOf('web')).toMatchObject({ kind: 'cluster', ingress: [] });
  expect((await door.call('GET', ingresses)).body.items).toEqual([]);
});

it('serves hosts over TLS with the secrets that it names, and says what it names in vain', async () => {
  await serve('web');
  const rules = ['shop.test', 'a.shop.test', 'other.test'].map((host) => rule(host, path('/', 'web')));
  const tls = [
    { hosts: ['shop.test', 'gone.test'], secretName: 'shop-tls' },
    { hosts: ['*.shop.test'], secretName: 'wild-tls' },
    { hosts: ['other.test'] },
  ];
  const made = await door.call('POST', ingresses, ingress('front', { rules, tls }));
  expect(made).toMatchObject({ code: 201, body: { spec: { rules, tls } } });
  expect(made.warnings.join()).toContain('spec.tls[0].hosts: no rule is for gone.test');
  expect(made.warnings.join()).toContain(
    'spec.tls[2]: without a secretName its hosts are served without TLS',
  );
  expect(made.warnings).toHaveLength(2);
  expect(recordOf('web').ingress.map(({ host, tlsSecret }) => [host, tlsSecret])).toEqual([
    ['shop.test', 'shop-tls'],
    ['a.shop.test', 'wild-tls'],
    ['other.test', null],
  ]);
  const all = [{ secretName: 'all-tls' }];
  await door.call('PATCH', `${ingresses}/front`, { spec: { tls: all } }, strategic);
  expect(recordOf('web').ingress.map(({ tlsSecret }) => tlsSecret)).toEqual(Array(3).fill('all-tls'));
  await door.call('PATCH', `${ingresses}/front`, { spec: { tls: null } }, strategic);
  expect((await door.call('GET', `${ingresses}/front`)).body.spec).toEqual({ rules });
});

it('shows rules that were made elsewhere by the name of their service', async () => {
  await serve('web');
  const { id, generation, clusterAddress, createdAtMs, updatedAtMs, ...record } = recordOf('web');
  const { namespace, name, labels, annotations, ...spec } = record;
  const elsewhere = [{ host: 'shop.test', pathPrefix: '/shop', port: 3000, tlsSecret: 'shop-tls' }];
  const ports = spec.ports.map((port) => ({ ...port, traffic: 'http' as const }));
  const saved = await door.plane.submit(
    {
      type: 'service.save',
      ...{ namespace, name, labels, annotations, mode: 'update', ifGeneration: generation },
      spec: { ...spec, kind: 'ingress', ingress: elsewhere, ports },
    },
    { name: 'ana', via: 'dashboard' },
  );
  expect(saved.ok).toBe(true);
  const { body } = await door.call('GET', `${ingresses}/web`);
  expect(body.spec).toEqual({
    rules: [rule('shop.test', path('/shop', 'web'))],
    tls: [{ hosts: ['shop.test'], secretName: 'shop-tls' }],
  });
  const taken = ingress('front', { rules: [rule('shop.test', path('/shop', 'web'))] });
  expect((await door.call('POST', ingresses, taken)).body.message).toContain('by the Ingress web already');
});

it('has the columns that kubectl prints', async () => {
  await serve('web');
  const rules = ['a', 'b', 'c', 'd'].map((host) => rule(`${host}.test`, path('/', 'web')));
  await door.call('POST', ingresses, ingress('front', { rules }));
  const response = await fetch(`${door.url}${ingresses}`, {
    headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' },
  });
  const table = (await response.json()) as { columnDefinitions: JsonObject[]; rows: { cells: unknown[] }[] };
  const columns = table.columnDefinitions.map(({ name }) => name);
  expect(columns).toEqual(['Name', 'Class', 'Hosts', 'Address', 'Ports', 'Age']);
  expect(table.rows[0]!.cells.slice(0, 5)).toEqual([
    'front',
    '<none>',
    'a.test,b.test,c.test + 1 more...',
    '',
    '80',
  ]);
});

it('is watched: made, changed, and gone also with its service', async () => {
  await serve('web');
  await serve('api');
  const { body } = await door.call('GET', ingresses);
  const { resourceVersion } = body.metadata as { resourceVersion: string };
  const told = tellOf(`${door.url}${ingresses}?watch=true&resourceVersion=${resourceVersion}`);
  expect(await told.opened).toBe(200);
  const rules = [rule('shop.test', path('/', 'web'), path('/api', 'api'))];
  await door.call('POST', ingresses, ingress('front', { rules }));
  await door.call('DELETE', `${services}/api`);
  await door.call('DELETE', `${services}/web`);
  const events = await told.until(({ type }) => type === 'DELETED');
  expect(events[0]).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'front' } } });
  expect(events.at(-2)).toMatchObject({
    type: 'MODIFIED',
    object: { spec: { rules: [{ http: { paths: [{ path: '/' }] } }] } },
  });
  expect(events.at(-1)).toMatchObject({ type: 'DELETED', object: { kind: 'Ingress' } });
  const late = await fetch(`${door.url}${ingresses}?watch=true&resourceVersion=${resourceVersion}`);
  expect(await late.json()).toMatchObject({ code: 410 });
});

interface WatchEvent {
  type: string;
  object: JsonObject;
}

/** The events of a watch, one line each, up to the first that is wanted. */
function tellOf(url: string) {
  const response = fetch(url);
  return {
    opened: response.then(({ status }) => status),
    async until(isLast: (event: WatchEvent) => boolean): Promise<WatchEvent[]> {
      const events: WatchEvent[] = [];
      let text = '';
      for await (const chunk of (await response).body!.pipeThrough(new TextDecoderStream())) {
        const lines = (text + chunk).split('\n');
        text = lines.pop()!;
        events.push(...lines.map((line) => JSON.parse(line) as WatchEvent));
        if (events.some(isLast)) break;
      }
      return events;
    },
  };
}

it('warns of what is served otherwise or not at all, and keeps it', async () => {
  await serve('web');
  const exact = { ...path('/', 'web'), pathType: 'Exact' };
  const spec = { ingressClassName: 'nginx', rules: [rule('shop.test', exact)] };
  const { warnings, body } = await door.call('POST', ingresses, ingress('front', spec));
  expect(warnings.join()).toContain('spec.ingressClassName: kept, but not honoured');
  expect(warnings.join()).toContain('spec.rules[0].http.paths[0].pathType: Exact is served as Prefix');
  expect(body.spec).toEqual(spec);
});

it('a dry run says what would be and writes nothing', async () => {
  await serve('web');
  const rules = [rule('shop.test', path('/', 'web'))];
  const answer = await door.call('POST', `${ingresses}?dryRun=All`, ingress('front', { rules }));
  expect(answer).toMatchObject({ code: 201, body: { spec: { rules } } });
  expect(recordOf('web')).toMatchObject({ kind: 'cluster', ingress: [] });
});

const at = 'spec.rules[0].http.paths[0]';

it.each<[string, JsonObject, string, string]>([
  ['nothing', {}, 'spec', 'either `defaultBackend` or `rules`'],
  ['no paths', { rules: [{ host: 'a.test' }] }, 'spec.rules[0].http.paths', 'Required value'],
  [
    'an unknown service',
    { rules: [rule('a.test', path('/', 'nobody'))] },
    `${at}.backend.service.name`,
    'Not found: "nobody": there is no such service in namespace default',
  ],
  [
    'a service of type NodePort',
    { rules: [rule('a.test', path('/', 'outer'))] },
    `${at}.backend.service.name`,
    'make it ClusterIP',
  ],
  [
    'no port of the service',
    { rules: [rule('a.test', path('/', 'web', { number: 81 }))] },
    `${at}.backend.service.port`,
    'port of the service web: main',
  ],
  [
    'a path twice',
    { rules: [rule('a.test', path('/', 'web'), path('/', 'web'))] },
    'spec.rules[0].http.paths[1]',
    'Duplicate value: a.test with /',
  ],
  [
    'a taken path',
    { rules: [rule('taken.test', path('/', 'web'))] },
    at,
    'goes to the service default/other',
  ],
  [
    'no path type',
    { rules: [rule('a.test', { path: '/', backend: backend('web') })] },
    `${at}.pathType`,
    'Required value: pathType must be specified',
  ],
  [
    'another path type',
    { rules: [rule('a.test', { ...path('/', 'web'), pathType: 'Regex' })] },
    `${at}.pathType`,
    'supported values: "Exact", "ImplementationSpecific", "Prefix"',
  ],
  [
    'a path of no root',
    { rules: [rule('a.test', path('shop', 'web'))] },
    `${at}.path`,
    'must start with `/`',
  ],
  ['no host name', { rules: [rule('no host', path('/', 'web'))] }, 'spec.rules[0].host', 'Invalid value'],
  [
    'a resource',
    { defaultBackend: { resource: { kind: 'Bucket', name: 'b' } } },
    'spec.defaultBackend.resource',
    'must be a service',
  ],
])('%s: 422 by the field’s name', async (_, spec, field, message) => {
  await serve('web');
  await serve('other');
  await serve('outer', { type: 'NodePort' });
  await door.call('POST', ingresses, ingress('taken', { rules: [rule('taken.test', path('/', 'other'))] }));
  const { body } = await door.call('POST', ingresses, ingress('x', spec));
  expect(body).toMatchObject({ code: 422, details: { causes: [{ field }] } });
  expect(body.message).toContain(message);
  expect(recordOf('web')).toMatchObject({ kind: 'cluster' });
});

it('is refused by a name or labels that are none', async () => {
  await serve('web');
  const spec = { rules: [rule('a.test', path('/', 'web'))] };
  const named = await door.call('POST', ingresses, ingress('No Name', spec));
  expect(named.body).toMatchObject({ code: 422, details: { causes: [{ field: 'metadata.name' }] } });
  const labelled = await door.call('POST', ingresses, ingress('x', spec, { labels: { 'a b': 'c' } }));
  expect(labelled.body).toMatchObject({ code: 422 });
  expect(labelled.body.message).toContain('metadata.labels');
});
