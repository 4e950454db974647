import type {
  ConfigRecord,
  DeploymentRecord,
  FrameworkRecord,
  JobRecord,
  NodeRecord,
  OfferRecord,
  RevisionRecord,
  RoleRecord,
  SecretRecord,
  ServiceRecord,
  TaskRecord,
  VolumeRecord,
} from '@gantry/model';
import { expect, it } from 'vitest';
import type { Within } from '../../live/rights.ts';
import type { Subject } from '../../shared/subject.ts';
import { paletteEntries } from './palette-entries.ts';

const job = (id: string, name: string, plan: object, over: object = {}) =>
  ({
    ...{ id, name, namespace: 'shop', parentId: null, state: 'running', deletingAtMs: null },
    spec: { plan, suspended: false },
    ...over,
  }) as unknown as JobRecord;

const index = {
  deployments: [
    {
      id: 'd1',
      namespace: 'shop',
      name: 'checkout-api',
      revision: 3,
      templateHash: 'h1',
      deletingAtMs: null,
    },
    { id: 'd2', namespace: 'shop', name: 'search', revision: 2, templateHash: 'h2', deletingAtMs: null },
  ] as DeploymentRecord[],
  jobs: [
    job('j1', 'word-count', { kind: 'batch' }),
    job('j2', 'nightly', { kind: 'cron', run: {} }),
    job('j3', 'nightly-7', { kind: 'gang' }, { parentId: 'j2', state: 'succeeded' }),
  ],
  open: null as Subject | null,
  mayAct: () => true,
  nodes: [{ id: 'n1', name: 'n-01', address: '10.0.0.1', drain: null, cordoned: false }] as NodeRecord[],
  tasks: [
    { id: 't9-1', name: 'checkout-api-x', namespace: 'shop', state: 'running', nodeId: 'n1' },
  ] as TaskRecord[],
  revisions: [
    { id: 'v1', deploymentId: 'd1', number: 2, cause: 'faster', author: 'ana' },
    { id: 'v2', deploymentId: 'd1', number: 3, cause: '', author: 'ana' },
  ] as RevisionRecord[],
  frameworks: [{ id: 'f1', name: 'spark', kind: 'mesos' }] as FrameworkRecord[],
  offers: [{ id: 'o7', state: 'outstanding' }] as OfferRecord[],
  services: [{ id: 's1', namespace: 'shop', name: 'front' }] as ServiceRecord[],
  roles: [{ name: 'batch' }] as RoleRecord[],
  configs: [{ id: 'c1', namespace: 'shop', name: 'prices' }] as ConfigRecord[],
  secrets: [{ id: 'x1', namespace: 'shop', name: 'bank' }] as SecretRecord[],
  volumes: [{ id: 'w1', namespace: 'shop', name: 'ledger' }] as VolumeRecord[],
  imagesOf: (hash: string) => (hash === 'h1' ? ['registry.example/till:2.1'] : []),
};
const labels = (typed: string) => paletteEntries(typed, index).map((entry) => entry.label);

it('starts with the places and keeps containers for when something is typed', () => {
  expect(labels('')[0]).toBe('Overview');
  expect(labels('')).not.toContain('checkout-api-x');
});

it('begins with what can be done to what is open, before the places', () => {
  const opened = openedOn('deployment', 'shop/search', '');
  expect(opened.slice(0, 9)).toEqual([
    ...['Scale search', 'Update image of search', 'Roll back search', 'Restart search', 'Pause search'],
    ...['Edit search', 'Logs of search', 'Delete search', 'Overview'],
  ]);
  expect(new Set(opened).size).toBe(opened.length);
  expect(opened).toContain('Deploy something new');
  expect(openedOn('offer', 'o7', '')[0]).toBe('Overview');
});

it('finds by the start of a name first, by an id, and by an address', () => {
  expect(labels('check')[0]).toBe('checkout-api');
  expect(labels('t9-1')).toEqual(['checkout-api-x']);
  expect(labels('10.0.0')).toEqual(['n-01']);
});

it('shows the end of a long path that a deployment runs, and finds it by all of it', () => {
  const long = { ...index, imagesOf: () => ['/srv/programs/of-the-shop/checkout/2.20.8/server'] };
  const [found] = paletteEntries('of-the-shop', long);
  expect(found).toMatchObject({ label: 'checkout-api', detail: 'shop · r3 · …/2.20.8/server' });
});

it('offers actions only after > and nodes only after @', () => {
  expect(labels('>scale')).toEqual(['Scale checkout-api', 'Scale search']);
  expect(labels('@n-0')).toEqual(['n-01']);
  expect(labels('>roll back search')).toEqual(['Roll back search']);
});

it('begins with what has the name that is typed, and with the act whose name it is', () => {
  expect(labels('n-01')).toEqual(['n-01', 'Drain n-01', 'Cordon n-01']);
  expect(labels('drain n')[0]).toBe('Drain n-01');
});

it('takes the number or the image that an action is for', () => {
  expect(labels('>scale check 30')[0]).toBe('Scale checkout-api to 30');
  expect(paletteEntries('>scale check 30', index)[0]?.search).toEqual({ panel: 'scale', replicas: 30 });
  expect(labels('>image check nginx:1.29')[0]).toBe('Update image of checkout-api to nginx:1.29');
  expect(labels('>restart check 30')).toEqual([]);
});

it('finds revisions after #, the newest first, and offers and frameworks by id or name', () => {
  expect(labels('#check')).toEqual(['r3 of checkout-api', 'r2 of checkout-api']);
  expect(labels('#faster')).toEqual(['r2 of checkout-api']);
  expect(labels('o7')).toEqual(['Offer o7']);
  expect(paletteEntries('o7', index)[0]).toMatchObject({ to: '/offers', search: { peek: 'offer:o7' } });
  expect(labels('spark')).toEqual(['spark']);
});

it('finds jobs by name, kind and state, and runs of others only when they are named', () => {
  expect(labels('')).toContain('nightly');
  expect(labels('')).not.toContain('nightly-7');
  expect(labels('night').slice(0, 2)).toEqual(['nightly', 'nightly-7']);
  expect(labels('gang')).toEqual(['nightly-7']);
  expect(paletteEntries('word', index)[0]).toMatchObject({
    group: 'Jobs',
    detail: 'shop · batch · running',
    to: '/jobs/$namespace/$name',
    params: { namespace: 'shop', name: 'word-count' },
  });
});

it('offers what each job would not refuse', () => {
  expect(labels('>word')).toEqual([
    'Suspend job word-count',
    'Cancel job word-count',
    'Delete job word-count',
  ]);
  expect(labels('>run nightly')).toEqual(['Run nightly now']);
  expect(labels('>cancel night')).toEqual([]);
  expect(labels('>delete nightly-7')).toEqual(['Delete job nightly-7']);
  expect(paletteEntries('>cancel word', index)[0]?.search).toEqual({ panel: 'cancel' });
});

const openedOn = (kind: Subject['kind'], id: string, typed = '>') =>
  paletteEntries(typed, { ...index, open: { kind, id } }).map(({ label }) => label);

it('begins the actions with those on what is open', () => {
  expect(openedOn('job', 'shop/nightly')).toEqual([
    ...['Run nightly now', 'Suspend job nightly', 'Delete job nightly'],
    'Deploy something new',
  ]);
  expect(openedOn('deployment', 'shop/search')).toEqual([
    ...['Scale search', 'Update image of search', 'Roll back search', 'Restart search', 'Pause search'],
    ...['Edit search', 'Logs of search', 'Delete search', 'Deploy something new'],
  ]);
  expect(openedOn('node', 'n-01')).toEqual(['Drain n-01', 'Cordon n-01', 'Deploy something new']);
  expect(openedOn('container', 't9-1')).toEqual([
    ...['Logs of checkout-api-x', 'Terminal in checkout-api-x', 'Deploy something new'],
  ]);
  expect(labels('>')).toEqual(['Deploy something new']);
});

it('acts on what is open when the words name nothing else', () => {
  expect(openedOn('deployment', 'shop/search', '>scale 5')[0]).toBe('Scale search to 5');
  expect(openedOn('deployment', 'shop/search', '>scale').slice(0, 2)).toEqual([
    ...['Scale search', 'Scale checkout-api'],
  ]);
});

it('offers no act that would be refused: of the past, to who may only look, and without a connection', () => {
  const off = { ...index, mayAct: () => false, open: { kind: 'deployment', id: 'shop/search' } as const };
  expect(paletteEntries('>', off).map(({ label }) => label)).toEqual([
    'Logs of search',
    'Start from an example',
  ]);
  for (const typed of ['>scale', '>drain', '>cancel', '>deploy', '>submit'])
    expect(paletteEntries(typed, off), typed).toEqual([]);
  const within = { ...index, mayAct: (where: Within) => where !== null };
  expect(paletteEntries('>drain', within)).toEqual([]);
  const ran = { ...off, open: { kind: 'container', id: 't9-1' } as const };
  expect(paletteEntries('>', ran).map(({ label }) => label)).toEqual([
    'Logs of checkout-api-x',
    'Start from an example',
  ]);
  expect(paletteEntries('>scale', within)).toHaveLength(2);
});

it('finds what else there is, each on its own page, and a deployment by what it runs', () => {
  const found = (typed: string) => paletteEntries(typed, index)[0];
  expect(found('front')).toMatchObject({ group: 'Services', to: '/services/$namespace/$name' });
  expect(found('prices')).toMatchObject({
    detail: 'shop · config',
    to: '/configuration/configs/$namespace/$name',
  });
  expect(found('bank')?.to).toBe('/configuration/secrets/$namespace/$name');
  expect(found('ledger')?.to).toBe('/configuration/volumes/$namespace/$name');
  expect(found('spark')).toMatchObject({ to: '/frameworks/$id', params: { id: 'f1' } });
  expect(labels('batch')).toContain('batch');
  expect(found('till:2.1')).toMatchObject({ group: 'Deployments', label: 'checkout-api' });
  expect(found('shortcuts')).toMatchObject({ group: 'Help', opens: 'keys' });
});
