import { type DeploymentRecord, wayBack } from '@gantry/model';
import { useMemo } from 'react';
import { useRowsOf } from './hooks.ts';

/** Where `Roll back` leads for a deployment; undefined: nowhere. */
export function useWayBack(deployment: DeploymentRecord): number | undefined {
  const revisions = useRowsOf('revisions', 'deploymentId', deployment.id);
  const rollouts = useRowsOf('rollouts', 'deploymentId', deployment.id);
  return useMemo(() => wayBack(deployment, revisions, rollouts), [deployment, revisions, rollouts]);
}
