import type { NodeRecord } from '@gantry/model';
import { useMemo } from 'react';
import { useRows, useRowsOf } from '../../live/hooks.ts';
import { byState } from './colouring.ts';
import { mapOf, requestsByTemplate } from './map-node.ts';
import { NodeCard } from './node-card.tsx';

/** One node as its card of the map, for the node's own page. */
export function NodePicture({ node }: { node: NodeRecord }) {
  const tasks = useRowsOf('tasks', 'nodeId', node.id);
  const templates = useRows('templates');
  const deployments = useRows('deployments');
  const entry = useMemo(() => {
    const known = new Map(deployments.map(({ id, name, revision }) => [id as string, { name, revision }]));
    const { nodes } = mapOf({
      nodes: [node],
      tasks,
      requests: requestsByTemplate(templates),
      deployments: known,
      colouring: byState,
    });
    return nodes[0];
  }, [node, tasks, templates, deployments]);
  return entry === undefined ? null : <NodeCard entry={entry} sizeBy="cpuMillis" bare />;
}
