import { useMemo } from 'react';
import { useRows, useScope } from '../../live/hooks.ts';
import { mapOf, requestsByTemplate } from './map-node.ts';

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
  return { ready, ...content };
}
