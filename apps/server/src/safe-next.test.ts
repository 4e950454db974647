import { expect, it } from 'vitest';
import { safeNext } from './safe-next.ts';

it.each([
  '/',
  '/nodes',
  '/deployments/shop/till?panel=scale&replicas=3',
  '/map?find=a%20b%22',
  '/containers?q=a//b\\',
])('goes on to a screen: %s', (next) => expect(safeNext(next)).toBe(next));

it.each([
  null,
  '',
  'nodes',
  'https://evil.example',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '/\\/evil.example',
  '\\\\evil.example',
  ' /nodes',
  '/\t/evil.example',
  '/\n/evil.example',
  '/\r\nset-cookie: a=b',
  '/nodes\r\nlocation: //evil.example',
  '/\0',
  '/\u{7f}',
  '/\u{ff0f}evil.example',
  '/nödes',
  'javascript:alert(1)',
  './/evil.example',
])('goes home instead of anywhere that is not clearly here: %j', (next) => {
  expect(safeNext(next)).toBe('/');
});

it('stays on its host whatever a browser makes of it', () => {
  for (const next of [
    '/.//evil.example',
    '/@evil.example',
    '/..//evil.example',
    '/%2f%2fevil.example',
    '/;//x',
  ])
    expect(new URL(safeNext(next), 'http://gantry.example').host).toBe('gantry.example');
});
