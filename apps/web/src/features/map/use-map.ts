import { useMemo } from 'react';
import { useLoads, useRows, useScope } from '../../live/hooks.ts';
import { mapOf, mapOfLoads, requestsByTemplate } from './map-node.ts';

/** From this many nodes on, the counts are drawn while the containers are still on their way. */
const countsFirstFrom = 120;

/** The map's content, live. */
export function useMap() {
  const ready = useScope('tasks');
  const nodes = useRows('nodes');
  const tasks = useRows('tasks');
  const templates = useRows('templates');
  const deployments = useRows('deployments');
  const requests = useMemo(() => requestsByTemplate(templates), [templates]);
  const deploymentNames = useMemo(
    () => new Map(deployments.map(({ id, name }) => [id, name])),
    [deployments],
  );
  const content = useMemo(
    () => mapOf({ nodes, tasks, requests, deploymentNames }),
    [nodes, tasks, requests, deploymentNames],
  );
  const loads = useLoads();
  const counting = !ready && nodes.length > countsFirstFrom;
  const counted = useMemo(
    () => (counting ? mapOfLoads(nodes, new Map(loads.map((load) => [load.nodeId, load]))) : null),
    [counting, nodes, loads],
  );
  const shown = counted === null ? content : { nodes: counted, unplaced: [] };
  return { ...shown, ready: ready || counting };
}
