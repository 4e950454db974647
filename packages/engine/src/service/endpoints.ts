import {
  type ContainerPort,
  type DeploymentRecord,
  hasEnded,
  type NodeId,
  type NodeRecord,
  type PlacedPort,
  placePorts,
  type ReplicaSetId,
  relayAttribute,
  type ServicePort,
  type ServiceRecord,
  type TaskId,
  type TaskRecord,
  type Template,
} from '@gantry/model';
import type { View } from '../port.ts';
import { findNewReplicaSet, servingReplicaSet, stableRevision } from '../rollout/index.ts';

/** Where a port of a task answers. */
export interface Target {
  /** For those on the task's own node. */
  local: { host: string; port: number };
  /** For all others: the port that its node publishes. null: none is published, so they come by the node's relay. */
  remote: { host: string; port: number } | null;
}

export interface Endpoint {
  taskId: TaskId;
  taskName: string;
  nodeId: NodeId;
  revision: number;
  /** `leaving`: it is told to stop, and gets nothing new. Only what is ready gets anything. */
  state: 'ready' | 'notReady' | 'leaving';
  /** By the service's ports, in their order. null: the task has no such port. */
  targets: (Target | null)[];
  /** Where its node brings other nodes to what it does not publish; null: nowhere. */
  relay: { host: string; port: number } | null;
}

/** The tasks behind a service that are alive, in the order in which they were made, with where each port answers. */
export function endpointsOf(view: View, service: ServiceRecord): Endpoint[] {
  return deploymentsOf(view, service).flatMap((deployment) => endpointsIn(view, service, deployment));
}

/** Whether the service could have tasks of the deployment. */
export function deploymentsOf(view: View, service: ServiceRecord): DeploymentRecord[] {
  const { namespace, deployment: name } = service;
  if (name !== null) {
    const found = view.deployment(namespace, name);
    return found === undefined ? [] : [found];
  }
  if (Object.keys(service.selector).length === 0) return [];
  return [...view.all('deployments')].filter((deployment) => deployment.namespace === namespace);
}

/** Whether the service's name or selector means this task. */
export function hasTask(view: View, service: ServiceRecord, task: TaskRecord): boolean {
  if (task.namespace !== service.namespace) return false;
  if (service.deployment !== null) {
    const deployment = task.deploymentId === null ? undefined : view.get('deployments', task.deploymentId);
    return deployment?.name === service.deployment;
  }
  return isSelected(view, service, task);
}

function isSelected(view: View, { selector }: ServiceRecord, task: TaskRecord): boolean {
  const wanted = Object.entries(selector);
  if (wanted.length === 0) return false;
  const template = view.get('templates', task.templateHash)?.template;
  return wanted.every(([key, value]) => (task.labels[key] ?? template?.labels[key]) === value);
}

function endpointsIn(view: View, service: ServiceRecord, deployment: DeploymentRecord): Endpoint[] {
  const serving = servingSet(view, deployment);
  const endpoints: Endpoint[] = [];
  for (const task of view.tasksOfDeployment(deployment.id)) {
    if (hasEnded(task.state) || task.nodeId === null) continue;
    if (service.deployment === null && !isSelected(view, service, task)) continue;
    const node = view.get('nodes', task.nodeId);
    const template = view.get('templates', task.templateHash)?.template;
    if (node === undefined || template === undefined) continue;
    const isServing = serving === null || serving === task.replicaSetId;
    endpoints.push({
      taskId: task.id,
      taskName: task.name,
      nodeId: task.nodeId,
      revision: task.revision,
      state: stateOf(task, node, isServing),
      targets: service.ports.map((port) => targetOf(port, { task, template, node })),
      relay: relayOf(node),
    });
  }
  return endpoints;
}

function relayOf({ address, attributes }: NodeRecord): Endpoint['relay'] {
  const port = Number(attributes[relayAttribute]);
  return Number.isInteger(port) && port > 0 ? { host: address, port } : null;
}

function stateOf(
  { desired, ready }: TaskRecord,
  { status }: NodeRecord,
  isServing: boolean,
): Endpoint['state'] {
  if (desired === 'stopped') return 'leaving';
  return ready && status === 'ready' && isServing ? 'ready' : 'notReady';
}

/** Of a blue-green rollout only one side serves (rule RO18). */
function servingSet(view: View, { id, spec, templateHash }: DeploymentRecord): ReplicaSetId | null {
  if (spec.strategy.type !== 'BlueGreen') return null;
  const rollouts = view.rolloutsOf(id);
  const replicaSets = view.replicaSetsOf(id);
  return servingReplicaSet({
    strategy: spec.strategy,
    rollout: rollouts.find(({ endedAtMs }) => endedAtMs === null) ?? null,
    stableRevision: stableRevision(rollouts),
    newReplicaSetId: findNewReplicaSet(replicaSets, templateHash)?.id ?? null,
    replicaSets,
  });
}

interface Place {
  task: TaskRecord;
  template: Template;
  node: NodeRecord;
}

const loopback = '127.0.0.1';

function targetOf({ targetPort, protocol }: ServicePort, { task, template, node }: Place): Target | null {
  const placed = placePorts(template.containers, task.hostPorts)
    .flat()
    .find(({ port }) => isTarget(port, targetPort, protocol));
  if (placed === undefined && typeof targetPort === 'string') return null;
  const containerPort = placed?.port.containerPort ?? Number(targetPort);
  const hostPort = placed?.hostPort ?? null;
  if (template.runtime === 'process' || template.hostNetwork) {
    const port = template.runtime === 'process' ? (hostPort ?? containerPort) : containerPort || hostPort!;
    return { local: { host: loopback, port }, remote: { host: node.address, port } };
  }
  return inOwnNetwork({ address: task.address, containerPort, hostPort }, node);
}

const isTarget = (port: ContainerPort, target: number | string, protocol: string) =>
  port.protocol === protocol &&
  (typeof target === 'string' ? port.name === target : port.containerPort === target);

function inOwnNetwork(
  of: { address: string; containerPort: number; hostPort: PlacedPort['hostPort'] },
  node: NodeRecord,
): Target | null {
  const remote = of.hostPort === null ? null : { host: node.address, port: of.hostPort };
  if (of.address !== '')
    return { local: { host: of.address, port: of.containerPort || of.hostPort! }, remote };
  return remote === null ? null : { local: { host: loopback, port: remote.port }, remote };
}
