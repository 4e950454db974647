import { useMemo } from 'react';
import { useLoads, useRows, useScope } from '../../live/hooks.ts';
import { mapOf, mapOfLoads, requestsByTemplate } from './map-node.ts';

/** The map's content, live. The counts come first, the containers one by one after them. */
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
  const counted = useMemo(
    () => (ready ? null : mapOfLoads(nodes, new Map(loads.map((load) => [load.nodeId, load])))),
    [ready, nodes, loads],
  );
  return counted === null ? content : { nodes: counted, unplaced: [] };
}
