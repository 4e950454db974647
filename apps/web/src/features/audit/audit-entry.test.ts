import { QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { listedEntry } from './audit-entry.ts';

it('finds a line in what any list has loaded, so that it is told before what it changed is read', () => {
  const client = new QueryClient();
  const pages = [{ items: [{ id: 'a' }] }, { items: [{ id: 'b', verb: 'deployments.scale' }] }];
  client.setQueryData(['audit', '', null], { pages, pageParams: [null, 'next'] });
  client.setQueryData(['audit', 'verb:x', null], undefined);
  client.setQueryData(['audit line', 'c'], { id: 'c' });
  expect(listedEntry(client, 'b')).toMatchObject({ verb: 'deployments.scale' });
  expect(listedEntry(client, 'c')).toBeUndefined();
});
