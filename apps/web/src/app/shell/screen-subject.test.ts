import { expect, it } from 'vitest';
import { peekedSubject, screenSubject } from './screen-subject.ts';

const named = { namespace: 'shop', name: 'till' };

it('is the thing whose screen is shown', () => {
  expect(screenSubject('/deployments/shop/till/timeline', named)).toEqual({
    kind: 'deployment',
    id: 'shop/till',
  });
  expect(screenSubject('/jobs/shop/till', named)).toEqual({ kind: 'job', id: 'shop/till' });
  expect(screenSubject('/containers/t1', { id: 't1' })).toEqual({ kind: 'container', id: 't1' });
  expect(screenSubject('/nodes/a', { node: 'a' })).toEqual({ kind: 'node', id: 'a' });
});

it.each([
  ['/services/shop/till', named],
  ['/configuration/configs/shop/till', named],
  ['/configuration/secrets/shop/till', named],
  ['/configuration/volumes/shop/till', named],
  ['/frameworks/f1', { id: 'f1' }],
  ['/examples/web', { id: 'web' }],
  ['/deployments', {}],
  ['/jobs/new', {}],
])('is no deployment of the same name on %s', (path, params) => {
  expect(screenSubject(path, params)).toBeNull();
});

it('is what the right panel shows, also where it tells why a container waits', () => {
  expect(peekedSubject('node:a')).toEqual({ kind: 'node', id: 'a' });
  expect(peekedSubject('why:t1')).toEqual({ kind: 'container', id: 't1' });
  expect(peekedSubject('audit:7')).toBeNull();
  expect(peekedSubject(undefined)).toBeNull();
});
