import type { DeploymentRecord, RolloutRecord, Template } from '@gantry/model';
import { createContext, useContext } from 'react';
import type { Verdict } from '../../shared/tone.ts';

/** What all tabs of a deployment's page stand on. */
export interface DeploymentContext {
  deployment: DeploymentRecord;
  rollout: RolloutRecord | undefined;
  template: Template | undefined;
  /** How it is, told by its containers too. */
  verdict: Verdict;
  /** Its containers and events have arrived, too, which of a large cluster takes a while. */
  isComplete: boolean;
}

export const CurrentDeployment = createContext<DeploymentContext | null>(null);

/** The deployment of the page that a tab is on. */
export function useCurrentDeployment(): DeploymentContext {
  const current = useContext(CurrentDeployment);
  if (current === null) throw new Error('A tab of a deployment is shown outside its page.');
  return current;
}
