import { autoscalers } from './autoscalers.ts';
import { configMaps } from './config-maps.ts';
import type { ResourceDefinition } from './definition.ts';
import { deployments } from './deployments.ts';
import { disruptionBudgets } from './disruption-budgets.ts';
import { endpointSlices, endpoints } from './endpoints.ts';
import { events } from './events.ts';
import { ingresses } from './ingresses.ts';
import { cronJobs, jobs } from './jobs.ts';
import { leases } from './leases.ts';
import { namespaces } from './namespaces.ts';
import { nodes } from './nodes.ts';
import { pods } from './pods.ts';
import { replicaSets } from './replica-sets.ts';
import { secrets } from './secrets.ts';
import { services } from './services.ts';
import { volumeClaims } from './volume-claims.ts';

/** Every kind that is listed, watched and changed the ordinary way. A new kind is one file and one line here. */
export const registry: ResourceDefinition[] = [
  ...autoscalers,
  configMaps,
  cronJobs,
  deployments,
  disruptionBudgets,
  endpointSlices,
  endpoints,
  events,
  ingresses,
  jobs,
  leases,
  namespaces,
  nodes,
  pods,
  replicaSets,
  secrets,
  services,
  volumeClaims,
];

export function findResource(group: string, version: string, resource: string): ResourceDefinition | null {
  return (
    registry.find((one) => one.group === group && one.version === version && one.resource === resource) ??
    null
  );
}
