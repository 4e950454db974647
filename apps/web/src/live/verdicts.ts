import { useMemo } from 'react';
import { deploymentVerdicts } from '../shared/concern.ts';
import type { Verdict } from '../shared/tone.ts';
import { useRolloutsByDeployment, useRows } from './hooks.ts';

/** How each deployment is, by its id; told by its containers as far as they are known here. */
export function useDeploymentVerdicts(): ReadonlyMap<string, Verdict> {
  const deployments = useRows('deployments');
  const rollouts = useRolloutsByDeployment();
  const tasks = useRows('tasks');
  return useMemo(() => deploymentVerdicts({ deployments, rollouts, tasks }), [deployments, rollouts, tasks]);
}
