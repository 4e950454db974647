import { type RowGroup, statusGroup } from '../../shared/ui/row-groups.ts';
import type { ContainerRow } from './container-row.ts';

/** What containers can be put together by. */
export const containerGroups = {
  owner: { label: 'owner', groupOf: ownerGroup },
  status: { label: 'status', groupOf: ({ verdict }: ContainerRow) => statusGroup(verdict) },
  node: { label: 'node', groupOf: nodeGroup },
};

function ownerGroup({ owner, namespace }: ContainerRow): RowGroup {
  if (owner === '') return { key: '-', label: 'Of no deployment or job' };
  const key = `${namespace}/${owner}`;
  return { key, label: key };
}

function nodeGroup({ node }: ContainerRow): RowGroup {
  return node === '' ? { key: '-', label: 'On no node' } : { key: node, label: node };
}
