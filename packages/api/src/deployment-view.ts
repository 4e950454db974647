import type { View } from '@gantry/engine';
import type { DeploymentRecord, ReplicaSetRecord, RolloutRecord, RuntimeName, Template } from '@gantry/model';

export interface ContainerImage {
  container: string;
  image: string;
}

/** A deployment's record with what a list shows beside it. */
export interface DeploymentRow extends DeploymentRecord {
  runtime: RuntimeName;
  images: ContainerImage[];
}

export interface DeploymentDetail extends DeploymentRow {
  template: Template;
  replicaSets: ReplicaSetRecord[];
  /** The newest rollout; null for a deployment that never had one. */
  rollout: RolloutRecord | null;
}

export function imagesOf(template: Template): ContainerImage[] {
  return template.containers.map(({ name, image }) => ({ container: name, image }));
}

export function deploymentRow(view: View, deployment: DeploymentRecord): DeploymentRow {
  const template = view.get('templates', deployment.templateHash)?.template;
  return {
    ...deployment,
    runtime: template?.runtime ?? 'docker',
    images: template ? imagesOf(template) : [],
  };
}

export function newestRollout(view: View, deployment: DeploymentRecord): RolloutRecord | null {
  const rollouts = view.rolloutsOf(deployment.id);
  return rollouts.reduce<RolloutRecord | null>(
    (newest, one) => (newest === null || one.startedAtMs >= newest.startedAtMs ? one : newest),
    null,
  );
}
