import { deploymentsOf, type Endpoint, endpointsOf, hasTask } from '@gantry/engine';
import type { Change, ServicePort, ServiceRecord } from '@gantry/model';
import type { JsonObject, KubernetesObject } from '../wire/object.ts';
import { timestamp } from '../wire/object.ts';
import { newestVersion, type Projector } from './projector.ts';

/** Tasks of a service that answer on the same port numbers: what Kubernetes calls a subset, or a slice. */
interface Group {
  ports: { name: string; port: number; protocol: string }[];
  members: { endpoint: Endpoint; address: string }[];
}

/** Where each task of the service answers for everybody, by the port numbers that they have in common. */
function groupsOf(projector: Projector, service: ServiceRecord): Group[] {
  const groups = new Map<string, Group>();
  for (const endpoint of endpointsOf(projector.view, service)) {
    const targets = endpoint.targets.map((target) => target && (target.remote ?? target.local));
    const address = targets.find((target) => target !== null)?.host;
    if (address === undefined) continue;
    const ports = service.ports.flatMap((port, index) => portsAt(port, targets[index] ?? null));
    const key = JSON.stringify(ports);
    const group = groups.get(key) ?? { ports, members: [] };
    group.members.push({ endpoint, address });
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** A port without a name has the empty one: `kubectl describe` counts on it. */
const portsAt = ({ name, protocol }: ServicePort, target: { port: number } | null): Group['ports'] =>
  target === null ? [] : [{ name: name ?? '', port: target.port, protocol }];

/** Of the service and of every task that could be its: a task that leaves moves the version too. */
function versionOf(projector: Projector, service: ServiceRecord): string {
  const tasks = deploymentsOf(projector.view, service).flatMap(({ id }) => [
    ...projector.view.tasksOfDeployment(id),
  ]);
  return newestVersion(projector, [
    { table: 'services', key: service.id },
    ...tasks.map(({ id }) => ({ table: 'tasks' as const, key: id })),
  ]);
}

/** The services whose endpoints a change may have moved. */
export function servicesMovedBy(change: Change, { view }: Projector): string[] {
  switch (change.table) {
    case 'services':
      return [change.key];
    case 'tasks': {
      const task = change.value;
      if (task === null) return [];
      return view
        .servicesIn(task.namespace)
        .filter((service) => hasTask(view, service, task))
        .map(({ id }) => id);
    }
    default:
      return [];
  }
}

const target = (
  namespace: string,
  { endpoint: { taskId, taskName } }: Group['members'][number],
): JsonObject => ({
  kind: 'Pod',
  namespace,
  name: taskName,
  uid: taskId,
});

export interface EndpointsObject extends KubernetesObject {
  subsets?: { addresses?: { ip: string }[]; ports: { port: number }[] }[];
}

export function projectEndpoints(projector: Projector, service: ServiceRecord): EndpointsObject {
  const { namespace, name } = service;
  const subsets = groupsOf(projector, service).map(({ ports, members }) => {
    const addressed = (ready: boolean) =>
      members
        .filter(({ endpoint }) => endpoint.state !== 'leaving' && (endpoint.state === 'ready') === ready)
        .map((member) => ({
          ip: member.address,
          nodeName: nodeName(projector, member.endpoint),
          targetRef: target(namespace, member),
        }));
    const [addresses, notReadyAddresses] = [addressed(true), addressed(false)];
    return {
      ...(addresses.length > 0 ? { addresses } : {}),
      ...(notReadyAddresses.length > 0 ? { notReadyAddresses } : {}),
      ports,
    };
  });
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {
      name,
      namespace,
      uid: `endpoints-${service.id}`,
      resourceVersion: versionOf(projector, service),
      creationTimestamp: timestamp(service.createdAtMs),
    },
    ...(subsets.length > 0 ? { subsets } : {}),
  };
}

const nodeName = ({ view }: Projector, { nodeId }: Endpoint): string =>
  view.get('nodes', nodeId)?.name ?? nodeId;

export interface EndpointSliceObject extends KubernetesObject {
  addressType: 'IPv4';
  ports: Group['ports'];
  endpoints: { addresses: string[]; conditions: JsonObject }[];
}

/** At least one, so that a service without tasks shows as such; one for each set of port numbers. */
export function projectEndpointSlices(projector: Projector, service: ServiceRecord): EndpointSliceObject[] {
  const groups = groupsOf(projector, service);
  return (groups.length > 0 ? groups : [{ ports: [], members: [] }]).map((group, index) => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${service.name}-${index + 1}`,
      namespace: service.namespace,
      uid: `endpointslice-${service.id}-${index + 1}`,
      resourceVersion: versionOf(projector, service),
      creationTimestamp: timestamp(service.createdAtMs),
      labels: { 'kubernetes.io/service-name': service.name },
    },
    addressType: 'IPv4',
    ports: group.ports,
    endpoints: group.members.map((member) => ({
      addresses: [member.address],
      conditions: conditionsOf(member.endpoint),
      nodeName: nodeName(projector, member.endpoint),
      targetRef: target(service.namespace, member),
    })),
  }));
}

const conditionsOf = ({ state }: Endpoint): JsonObject => ({
  ready: state === 'ready',
  serving: state === 'ready',
  terminating: state === 'leaving',
});
