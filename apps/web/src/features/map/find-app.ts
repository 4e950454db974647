import type { DeploymentId } from '@gantry/model';
import { useMemo } from 'react';
import { useRows, useRowsOf, useScope } from '../../live/hooks.ts';
import { byName } from '../../shared/by-name.ts';
import { isLive } from '../../shared/verdict.ts';

/** Names of all deployments, in order. */
export function useReadyNames(): readonly string[] {
  const deployments = useRows('deployments');
  return useMemo(() => [...new Set(deployments.map(({ name }) => name))].sort(byName), [deployments]);
}

/** Where a deployment runs. null: none is looked for, or none has that name. */
export interface FoundApp {
  id: DeploymentId;
  name: string;
  containers: number;
  nodeIds: ReadonlySet<string>;
}

/** The containers of one deployment, asked for alone: a large cluster's map does not hold them all. */
export function useFoundApp(name: string | undefined): FoundApp | null {
  const deployments = useRowsOf('deployments', 'name', name);
  const [deployment] = deployments;
  useScope(deployment === undefined ? null : `deployment:${deployment.namespace}/${deployment.name}`);
  const tasks = useRowsOf('tasks', 'deploymentId', deployment?.id);
  return useMemo(() => {
    if (deployment === undefined) return null;
    const live = tasks.filter(isLive);
    const nodeIds = new Set<string>(live.flatMap(({ nodeId }) => nodeId ?? []));
    return { id: deployment.id, name: deployment.name, containers: live.length, nodeIds };
  }, [deployment, tasks]);
}
