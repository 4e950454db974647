import type { DeploymentRecord, ReplicaSetRecord, Template } from '@gantry/model';
import type { State } from '../state/state.ts';
import { type Needs, needsOf } from '../state/template-needs.ts';

/** Tasks that are all alike for placement: those of one replica set. Filtered once, not task by task. */
export interface TaskClass {
  replicaSet: ReplicaSetRecord;
  deployment: DeploymentRecord;
  template: Template;
  needs: Needs;
}

export function classOf(state: State, replicaSetId: string): TaskClass | null {
  const replicaSet = state.get('replicaSets', replicaSetId);
  const deployment = replicaSet && state.get('deployments', replicaSet.deploymentId);
  if (deployment === undefined || replicaSet === undefined) return null;
  const { template } = state.get('templates', replicaSet.templateHash)!;
  return { replicaSet, deployment, template, needs: needsOf(template) };
}
