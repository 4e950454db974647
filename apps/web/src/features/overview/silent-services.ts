import type { DeploymentRecord, ServiceRecord } from '@gantry/model';

/**
 * The services of which nobody answers while nothing of the deployment is ready: those that name it. One that has a
 * selector may have the tasks of others as well.
 */
export function silentServices(
  services: readonly ServiceRecord[],
  { namespace, name, spec, status }: DeploymentRecord,
): ServiceRecord[] {
  if (spec.replicas === 0 || status.readyReplicas > 0) return [];
  return services
    .filter((service) => service.namespace === namespace && service.deployment === name)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
