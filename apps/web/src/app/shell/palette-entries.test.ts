import type {
  DeploymentRecord,
  FrameworkRecord,
  NodeRecord,
  OfferRecord,
  RevisionRecord,
  TaskRecord,
} from '@gantry/model';
import { expect, it } from 'vitest';
import { paletteEntries } from './palette-entries.ts';

const index = {
  deployments: [
    { id: 'd1', namespace: 'shop', name: 'checkout-api', revision: 3 },
    { id: 'd2', namespace: 'shop', name: 'search', revision: 1 },
  ] as DeploymentRecord[],
  nodes: [{ id: 'n1', name: 'n-01', address: '10.0.0.1' }] as NodeRecord[],
  tasks: [{ id: 't9-1', name: 'checkout-api-x', state: 'running' }] as TaskRecord[],
  revisions: [
    { id: 'v1', deploymentId: 'd1', number: 2, cause: 'faster', author: 'ana' },
    { id: 'v2', deploymentId: 'd1', number: 3, cause: '', author: 'ana' },
  ] as RevisionRecord[],
  frameworks: [{ id: 'f1', name: 'batch', kind: 'mesos' }] as FrameworkRecord[],
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
  expect(labels('batch')).toEqual(['batch']);
});
