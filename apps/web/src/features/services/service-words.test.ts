import { expect, it } from 'vitest';
import { endpointVerdict } from './service-words.ts';

it('says of a ready task that it serves only where it has a port of the service', () => {
  const target = { local: { host: '127.0.0.1', port: 8080 }, remote: null };
  expect(endpointVerdict({ state: 'ready', targets: [null, target] }).label).toBe('Serving');
  expect(endpointVerdict({ state: 'ready', targets: [null] }).label).toBe('Gets nothing');
  expect(endpointVerdict({ state: 'leaving', targets: [null] }).label).toBe('Leaving');
});
