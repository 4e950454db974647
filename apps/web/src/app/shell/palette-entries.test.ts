import type {
  DeploymentRecord,
  FrameworkRecord,
  JobRecord,
  NodeRecord,
  OfferRecord,
  RevisionRecord,
  TaskRecord,
} from '@gantry/model';
import { expect, it } from 'vitest';
import { paletteEntries } from './palette-entries.ts';

const job = (id: string, name: string, plan: object, over: object = {}) =>
  ({
    ...{ id, name, namespace: 'shop', parentId: null, state: 'running', deletingAtMs: null },
    spec: { plan, suspended: false },
    ...over,
  }) as unknown as JobRecord;

const index = {
  deployments: [
    { id: 'd1', namespace: 'shop', name: 'checkout-api', revision: 3 },
    { id: 'd2', namespace: 'shop', name: 'search', revision: 1 },
  ] as DeploymentRecord[],
  jobs: [
    job('j1', 'word-count', { kind: 'batch' }),
    job('j2', 'nightly', { kind: 'cron', run: {} }),
    job('j3', 'nightly-7', { kind: 'gang' }, { parentId: 'j2', state: 'succeeded' }),
  ],
  openJob: null as string | null,
  nodes: [{ id: 'n1', name: 'n-01', address: '10.0.0.1' }] as NodeRecord[],
  tasks: [{ id: 't9-1', name: 'checkout-api-x', state: 'running' }] as TaskRecord[],
  revisions: [
    { id: 'v1', deploymentId: 'd1', number: 2, cause: 'faster', author: 'ana' },
    { id: 'v2', deploymentId: 'd1', number: 3, cause: '', author: 'ana' },
  ] as RevisionRecord[],
  frameworks: [{ id: 'f1', name: 'spark', kind: 'mesos' }] as FrameworkRecord[],
  offers: [{ id: 'o7', state: 'outstanding' }] as OfferRecord[],
};
const labels = (typed: string) => paletteEntries(typed, index).map((entry) => entry.label);

it('starts with the places and keeps containers for when something is typed', () => {
  expect(labels('')[0]).toBe('Overview');
  expect(labels('')).not.toContain('checkout-api-x');
});

it('finds by the start of a name first, by an id, and by an address', () => {
  expect(labels('check')[0]).toBe('checkout-api');
  expect(labels('t9-1')).toEqual(['checkout-api-x']);
  expect(labels('10.0.0')).toEqual(['n-01']);
});

it('offers actions only after > and nodes only after @', () => {
  expect(labels('>scale')).toEqual(['Scale checkout-api', 'Scale search']);
  expect(labels('@n-0')).toEqual(['n-01']);
  expect(labels('>roll back search')).toEqual(['Roll back search']);
});

it('begins with what has the name that is typed, and with the act whose name it is', () => {
  expect(labels('n-01')).toEqual(['n-01', 'Drain n-01']);
  expect(labels('drain n')[0]).toBe('Drain n-01');
});

it('takes the number or the image that an action is for', () => {
  expect(labels('>scale check 30')[0]).toBe('Scale checkout-api to 30');
  expect(paletteEntries('>scale check 30', index)[0]?.search).toEqual({ panel: 'scale', to: 30 });
  expect(labels('>image check nginx:1.29')[0]).toBe('Update image of checkout-api to nginx:1.29');
  expect(labels('>restart check 30')).toEqual([]);
});

it('finds revisions after #, the newest first, and offers and frameworks by id or name', () => {
  expect(labels('#check')).toEqual(['r3 of checkout-api', 'r2 of checkout-api']);
  expect(labels('#faster')).toEqual(['r2 of checkout-api']);
  expect(labels('o7')).toEqual(['Offer o7']);
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

it('begins the actions with those of the job that is open', () => {
  const entries = paletteEntries('>', { ...index, openJob: 'j2' });
  expect(entries.map(({ label }) => label)).toEqual([
    'Run nightly now',
    'Suspend job nightly',
    'Delete job nightly',
    'Deploy something new',
  ]);
  expect(labels('>')).toEqual(['Deploy something new']);
});
