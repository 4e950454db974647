import type { DeploymentRecord, NodeRecord, TaskRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { paletteEntries } from './palette-entries.ts';

const index = {
  deployments: [
    { id: 'd1', namespace: 'shop', name: 'checkout-api', revision: 3 },
    { id: 'd2', namespace: 'shop', name: 'search', revision: 1 },
  ] as DeploymentRecord[],
  nodes: [{ id: 'n1', name: 'n-01', address: '10.0.0.1' }] as NodeRecord[],
  tasks: [{ id: 't9-1', name: 'checkout-api-x', state: 'running' }] as TaskRecord[],
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
