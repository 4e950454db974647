import type { DeploymentRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { deploymentBulkActs } from './deployment-bulk.ts';
import type { DeploymentRow } from './deployment-row.ts';

const row = (name: string, replicas: number, over: Partial<DeploymentRecord> = {}) =>
  ({
    deployment: {
      namespace: 'shop',
      name,
      spec: { replicas },
      revision: 2,
      paused: false,
      deletingAtMs: null,
      ...over,
    },
  }) as DeploymentRow;

it('scales all to one number, and leaves those alone that have it', () => {
  const scale = deploymentBulkActs([row('a', 2), row('b', 5)]).find(({ verb }) => verb === 'Scale')?.amount;
  expect(scale?.initial).toBe(2);
  expect(scale?.actsFor(5)).toEqual([{ action: 'scale', namespace: 'shop', name: 'a', replicas: 5 }]);
  expect([scale?.nowFor(5), scale?.nowFor(4)]).toEqual([2, 7]);
  expect(scale?.lossesFor(5)).toEqual([]);
  expect(scale?.lossesFor(4)).toEqual([{ namespace: 'shop', name: 'b' }]);
});

it('offers only what is possible for all of them', () => {
  const verbs = (...rows: DeploymentRow[]) => deploymentBulkActs(rows).map(({ verb }) => verb);
  expect(verbs(row('a', 1))).toEqual(['Scale', 'Restart', 'Roll back', 'Pause', 'Delete']);
  expect(verbs(row('a', 1), row('b', 1, { paused: true }))).toEqual(['Scale', 'Delete']);
  expect(verbs(row('a', 1), row('b', 1, { deletingAtMs: 1 }))).toEqual([]);
});
