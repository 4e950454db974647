import type { NodeRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { nodeGroups } from './node-groups.ts';
import type { NodeRow } from './node-row.ts';

it('asks the same thing of a key however often it is asked, so that rows stay where they are', () => {
  const [before, now] = [nodeGroups(['rack', 'zone']), nodeGroups(['zone'])];
  expect(now.zone?.groupOf).toBe(before.zone?.groupOf);
  expect(before.rack?.groupOf).not.toBe(before.zone?.groupOf);
  const node = { labels: { zone: 'a' }, attributes: {} } as Partial<NodeRecord> as NodeRecord;
  expect(now.zone?.groupOf({ node } as NodeRow)).toEqual({ key: 'a', label: 'a' });
});
