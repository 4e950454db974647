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

function nodeGroup({ node, task }: ContainerRow): RowGroup {
  if (node !== '') return { key: node, label: node };
  // Of a large cluster the names of nodes come after the containers.
  return task.nodeId === null
    ? { key: '-', label: 'On no node' }
    : { key: '?', label: 'On a node whose name is not here yet' };
}
