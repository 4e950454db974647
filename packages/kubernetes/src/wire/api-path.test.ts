import { expect, it } from 'vitest';
import { parseApiPath } from './api-path.ts';

it.each([
  [
    '/api/v1/pods',
    { group: '', version: 'v1', namespace: null, resource: 'pods', name: null, subresource: null },
  ],
  [
    '/api/v1/namespaces',
    { group: '', version: 'v1', namespace: null, resource: 'namespaces', name: null, subresource: null },
  ],
  [
    '/api/v1/namespaces/default',
    { group: '', version: 'v1', namespace: null, resource: 'namespaces', name: 'default', subresource: null },
  ],
  [
    '/api/v1/namespaces/default/pods/a/log',
    { group: '', version: 'v1', namespace: 'default', resource: 'pods', name: 'a', subresource: 'log' },
  ],
  [
    '/apis/apps/v1/namespaces/shop/deployments/web/scale',
    {
      group: 'apps',
      version: 'v1',
      namespace: 'shop',
      resource: 'deployments',
      name: 'web',
      subresource: 'scale',
    },
  ],
  [
    '/apis/apps/v1/deployments',
    { group: 'apps', version: 'v1', namespace: null, resource: 'deployments', name: null, subresource: null },
  ],
])('%s', (path, parsed) => {
  expect(parseApiPath(path)).toEqual(parsed);
});

it.each([
  '/',
  '/api',
  '/apis/apps',
  '/apis/apps/v1',
  '/other/v1/pods',
  '/api/v1/namespaces/a/pods/b/log/more',
])('%s is no resource', (path) => {
  expect(parseApiPath(path)).toBeNull();
});

it.each(['/api/v1/namespaces/..%2f..%2fsecrets', '/api/v1/pods/%2e%2e', '/api/v1/pods/%zz'])(
  '%s is refused',
  (path) => {
    expect(() => parseApiPath(path)).toThrow(/path segment/);
  },
);
