import type { Rights } from '@gantry/model';
import { expect, it } from 'vitest';
import { serveDoor } from './testing/served-door.ts';

/** `kubectl auth can-i`: what the control plane would refuse is said beforehand. */

async function mayI(rights: Rights | null, resourceAttributes: object): Promise<unknown> {
  const door = await serveDoor({ rightsOf: () => rights });
  const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
  const { body } = await door.call('POST', path, { spec: { resourceAttributes } });
  await door.close();
  return body.status;
}

const viewer: Rights = { level: 'viewer', namespaces: null };
const ofShop: Rights = { level: 'operator', namespaces: ['shop'] };
const pods = { resource: 'pods', namespace: 'shop' };

it.each([
  ['a viewer looks', viewer, { ...pods, verb: 'list' }, true],
  ['a viewer reads a log', viewer, { ...pods, verb: 'get', subresource: 'log' }, true],
  ['a viewer does not act', viewer, { ...pods, verb: 'delete' }, false],
  ['a viewer does not go inside', viewer, { ...pods, verb: 'get', subresource: 'exec' }, false],
  ['an operator acts in the own namespace', ofShop, { ...pods, verb: 'create' }, true],
  ['and not in another one', ofShop, { ...pods, verb: 'create', namespace: 'default' }, false],
  ['nor in all', ofShop, { ...pods, verb: 'create', namespace: '' }, false],
  ['nor on nodes', ofShop, { resource: 'nodes', verb: 'patch', namespace: 'shop' }, false],
  ['an administrator may', { level: 'admin' as const, namespaces: null }, { ...pods, verb: 'delete' }, true],
  ['nobody may nothing', null, { ...pods, verb: 'get' }, false],
])('%s', async (_what, rights, attributes, allowed) => {
  expect(await mayI(rights, attributes)).toMatchObject({ allowed, reason: expect.stringMatching(/./) });
});
