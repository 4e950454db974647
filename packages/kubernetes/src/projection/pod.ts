import {
  type Container,
  type ContainerStatus,
  shortHash,
  type TaskRecord,
  type Template,
} from '@gantry/model';
import type { JsonObject, KubernetesObject, OwnerReference } from '../wire/object.ts';
import { optionalTimestamp, timestamp } from '../wire/object.ts';
import { hashLabel } from './deployment.ts';
import {
  failedBefore,
  type InitStatusJson,
  isInitialized,
  podInitializing,
} from './init-container-status.ts';
import { jobLabels } from './job.ts';
import { barePodAnnotation, barePodOwner, podName } from './pod-identity.ts';
import { podSpec, shownAnnotations } from './pod-template.ts';
import { newestVersion, type Projector } from './projector.ts';

export interface PodObject extends KubernetesObject {
  spec: JsonObject & { nodeName?: string; containers: JsonObject[] };
  status: JsonObject & { phase: PodPhase; podIP?: string };
}

export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';

/** A task as a Pod; `isPod` says which are shown. */
export function projectPod(projector: Projector, task: TaskRecord): PodObject {
  const template =
    projector.unsaved?.get(task.templateHash) ?? projector.view.get('templates', task.templateHash)!.template;
  const nodeName = task.nodeId === null ? undefined : projector.view.get('nodes', task.nodeId)?.name;
  const owner = barePodOwner(projector, task);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: podName(projector, task),
      namespace: task.namespace,
      uid: task.id,
      resourceVersion: newestVersion(projector, [{ table: 'tasks', key: task.id }]),
      creationTimestamp: timestamp(task.createdAtMs),
      ...termination(projector, task, template),
      labels: {
        ...template.labels,
        ...task.labels,
        ...(task.replicaSetId ? { [hashLabel]: shortHash(task.templateHash) } : {}),
        ...labelsOfJob(projector, task),
      },
      ...podAnnotations(template, task),
      ...ownerReferences(projector, task),
    },
    spec: {
      ...podSpec(template),
      containers: withGivenPorts(podSpec(template).containers as JsonObject[], template, task),
      restartPolicy: owner?.annotations[barePodAnnotation] ?? (task.jobId === null ? 'Always' : 'Never'),
      ...(nodeName === undefined ? {} : { nodeName }),
    },
    status: podStatus(projector, task, template),
  };
}

/** A port that its program is told to listen on shows as the one it was given. */
function withGivenPorts(
  shown: JsonObject[],
  { containers }: Template,
  { hostPorts }: TaskRecord,
): JsonObject[] {
  const given = [...hostPorts];
  return containers.map(({ ports }, index) => {
    const numbers = ports.map(({ containerPort, hostPort }) => {
      const number = hostPort === null ? undefined : given.shift();
      return containerPort === 0 ? (number ?? 0) : containerPort;
    });
    const listed = (shown[index]!.ports ?? []) as JsonObject[];
    const ported = listed.map((port, at) => ({ ...port, containerPort: numbers[at] }));
    return listed.length === 0 ? shown[index]! : { ...shown[index], ports: ported };
  });
}

function termination(projector: Projector, task: TaskRecord, template: Template) {
  if (task.desired !== 'stopped') return {};
  const graceSeconds = task.stopGraceSeconds ?? template.terminationGracePeriodSeconds;
  const sinceMs = task.stopRequestedAtMs ?? task.finishedAtMs ?? projector.nowMs;
  return {
    deletionTimestamp: timestamp(sinceMs + graceSeconds * 1000),
    deletionGracePeriodSeconds: graceSeconds,
  };
}

function podAnnotations(template: Template, task: TaskRecord): { annotations?: Record<string, string> } {
  const annotations = { ...shownAnnotations(template), ...task.annotations };
  return Object.keys(annotations).length > 0 ? { annotations } : {};
}

function ownerReferences({ view }: Projector, task: TaskRecord): { ownerReferences?: OwnerReference[] } {
  const replicaSet = task.replicaSetId && view.get('replicaSets', task.replicaSetId);
  if (replicaSet) return ownedBy({ apiVersion: 'apps/v1', kind: 'ReplicaSet' }, replicaSet);
  const job = task.jobId && view.get('jobs', task.jobId);
  return job ? ownedBy({ apiVersion: 'batch/v1', kind: 'Job' }, job) : {};
}

const ownedBy = (
  kind: { apiVersion: string; kind: string },
  { name, id: uid }: { name: string; id: string },
) => ({
  ownerReferences: [{ ...kind, name, uid, controller: true, blockOwnerDeletion: true }],
});

function labelsOfJob({ view }: Projector, { jobId }: TaskRecord): Record<string, string> {
  const job = jobId === null ? undefined : view.get('jobs', jobId);
  return job ? jobLabels(job) : {};
}

function podStatus(projector: Projector, task: TaskRecord, template: Template): PodObject['status'] {
  const node = task.nodeId === null ? undefined : projector.view.get('nodes', task.nodeId);
  const previous = task.replaces === null ? undefined : projector.view.get('tasks', task.replaces);
  const initStatuses = (template.initContainers ?? []).map((container, index) =>
    initContainerStatus(task, { container, index }, previous),
  );
  const statuses = template.containers.map((container) => {
    const shown = containerStatus(task, container, previous);
    return isInitialized(initStatuses) ? shown : { ...shown, state: behindInit(shown.state) };
  });
  return {
    phase: phaseOf(task, node?.status === 'unreachable'),
    conditions: podConditions(task, statuses, initStatuses),
    ...(node ? { hostIP: node.address, hostIPs: [{ ip: node.address }] } : {}),
    ...(task.address === '' ? {} : { podIP: task.address, podIPs: [{ ip: task.address }] }),
    ...optionalField('startTime', task.assignedAtMs),
    ...(task.state === 'failed' && task.reason !== '' ? { reason: task.reason, message: task.message } : {}),
    ...(initStatuses.length === 0 ? {} : { initContainerStatuses: initStatuses }),
    containerStatuses: statuses,
    qosClass: qosClass(template),
  };
}

const optionalField = (key: string, atMs: number | null): JsonObject =>
  atMs === null ? {} : { [key]: optionalTimestamp(atMs) };

function phaseOf(task: TaskRecord, unreachable: boolean): PodPhase {
  switch (task.state) {
    case 'pending':
    case 'assigned':
    case 'preparing':
    case 'starting':
      return 'Pending';
    case 'running':
    case 'stopping':
      return unreachable ? 'Unknown' : 'Running';
    case 'succeeded':
      return 'Succeeded';
    case 'failed':
      return 'Failed';
    case 'stopped':
    case 'lost':
      return 'Failed';
  }
}

function podConditions(task: TaskRecord, statuses: JsonObject[], initStatuses: JsonObject[]): JsonObject[] {
  const scheduled = task.nodeId !== null;
  const unready = statuses.filter((status) => !status.ready).map((status) => status.name);
  const incomplete = initStatuses.filter(({ ready }) => !ready).map(({ name }) => name);
  const notReady = {
    reason: 'ContainersNotReady',
    message: `containers with unready status: [${unready.join(' ')}]`,
  };
  const readyAt = task.readyAtMs ?? task.createdAtMs;
  const condition = (
    type: string,
    holds: boolean,
    atMs: number,
    otherwise: { reason: string; message: string },
  ): JsonObject => ({
    type,
    status: holds ? 'True' : 'False',
    lastProbeTime: null,
    lastTransitionTime: timestamp(atMs),
    ...(holds ? {} : otherwise),
  });
  return [
    condition('PodScheduled', scheduled, task.assignedAtMs ?? task.createdAtMs, {
      reason: 'Unschedulable',
      message: task.unplaced?.message ?? task.message,
    }),
    condition('Initialized', isInitialized(initStatuses), task.createdAtMs, {
      reason: 'ContainersNotInitialized',
      message: `containers with incomplete status: [${incomplete.join(' ')}]`,
    }),
    condition('ContainersReady', task.ready, readyAt, notReady),
    condition('Ready', task.ready, readyAt, notReady),
  ];
}

/** One that runs before the program is ready when it has succeeded. */
function initContainerStatus(
  task: TaskRecord,
  { container, index }: { container: Container; index: number },
  previous: TaskRecord | undefined,
): JsonObject {
  const shown = containerStatus(task, container, previous);
  const status = statusOf(task, container.name);
  const isRepeated = index === 0 && previous !== undefined && failedBefore(previous);
  return {
    ...shown,
    ready: status?.state === 'exited' && status.exitCode === 0,
    state: isRepeated || waitingReason(task) !== 'CrashLoopBackOff' ? behindInit(shown.state) : initializing,
  };
}

const initializing: JsonObject = { waiting: { reason: podInitializing } };

/** What waits for nothing but what runs before it is being initialized. */
const behindInit = (state: unknown): unknown =>
  (state as InitStatusJson['state']).waiting?.reason === 'ContainerCreating' ? initializing : state;

const statusOf = ({ initContainers = [], containers }: TaskRecord, name: string) =>
  [...initContainers, ...containers].find((one) => one.name === name);

/** Tasks are replaced, not restarted: the failures before this one are what Kubernetes's users read as restarts. */
function containerStatus(
  task: TaskRecord,
  { name, image }: Container,
  previous: TaskRecord | undefined,
): JsonObject {
  const status = statusOf(task, name);
  const last = task.failuresInARow > 0 && previous ? statusOf(previous, name) : undefined;
  return {
    name,
    image,
    imageID: status?.imageId ?? '',
    ...(status && status.runtimeId !== '' ? { containerID: `gantry://${status.runtimeId}` } : {}),
    ready: status?.ready ?? false,
    started: status?.started ?? false,
    restartCount: task.failuresInARow,
    state: containerState(task, status),
    lastState: last?.state === 'exited' ? { terminated: terminatedState(last) } : {},
  };
}

function containerState(task: TaskRecord, status: ContainerStatus | undefined): JsonObject {
  if (status?.state === 'running') return { running: { startedAt: optionalTimestamp(status.startedAtMs) } };
  if (status?.state === 'exited') return { terminated: terminatedState(status) };
  return {
    waiting: { reason: waitingReason(task), ...(task.message === '' ? {} : { message: task.message }) },
  };
}

/** The words that Kubernetes's users look for. */
function waitingReason(task: TaskRecord): string {
  if (
    task.reason === 'BackOff' ||
    (task.failuresInARow > 0 && task.state === 'pending' && task.notBeforeAtMs !== null)
  )
    return 'CrashLoopBackOff';
  if (task.reason === 'ImagePullBackOff' || task.reason === 'ErrImagePull') return task.reason;
  return 'ContainerCreating';
}

function terminatedState(status: ContainerStatus): JsonObject {
  const exitCode = status.exitCode ?? 137;
  const reason = status.outOfMemory ? 'OOMKilled' : exitCode === 0 ? 'Completed' : 'Error';
  return {
    exitCode,
    reason,
    ...optionalField('startedAt', status.startedAtMs),
    ...optionalField('finishedAt', status.finishedAtMs),
    ...(status.runtimeId === '' ? {} : { containerID: `gantry://${status.runtimeId}` }),
  };
}

function qosClass(template: Template): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const { containers } = template;
  const any = containers.some(
    ({ requests, limits }) =>
      requests.cpuMillis > 0 ||
      requests.memoryBytes > 0 ||
      limits.cpuMillis !== null ||
      limits.memoryBytes !== null,
  );
  if (!any) return 'BestEffort';
  const guaranteed = containers.every(
    ({ requests, limits }) =>
      limits.cpuMillis !== null &&
      limits.memoryBytes !== null &&
      requests.cpuMillis === limits.cpuMillis &&
      requests.memoryBytes === limits.memoryBytes,
  );
  return guaranteed ? 'Guaranteed' : 'Burstable';
}
