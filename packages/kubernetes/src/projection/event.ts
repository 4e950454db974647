import type { EventRecord, TaskRecord } from '@gantry/model';
import type { JsonObject, KubernetesObject } from '../wire/object.ts';
import { timestamp } from '../wire/object.ts';
import { podName } from './pod-identity.ts';
import { newestVersion, type Projector } from './projector.ts';

export interface EventObject extends KubernetesObject {
  involvedObject: JsonObject;
  reason: string;
  message: string;
  type: string;
  count: number;
  source: JsonObject;
  firstTimestamp: string;
  lastTimestamp: string;
}

const involvedKinds: Partial<Record<EventRecord['objectKind'], { kind: string; apiVersion: string }>> = {
  deployment: { kind: 'Deployment', apiVersion: 'apps/v1' },
  task: { kind: 'Pod', apiVersion: 'v1' },
  node: { kind: 'Node', apiVersion: 'v1' },
  job: { kind: 'Job', apiVersion: 'batch/v1' },
  config: { kind: 'ConfigMap', apiVersion: 'v1' },
  secret: { kind: 'Secret', apiVersion: 'v1' },
  volume: { kind: 'PersistentVolumeClaim', apiVersion: 'v1' },
  autoscaler: { kind: 'HorizontalPodAutoscaler', apiVersion: 'autoscaling/v2' },
  budget: { kind: 'PodDisruptionBudget', apiVersion: 'policy/v1' },
  service: { kind: 'Service', apiVersion: 'v1' },
};

/** Where events of objects without a namespace are listed. */
const defaultNamespace = 'default';

function involvedName(projector: Projector, { objectKind, objectId, objectName }: EventRecord): string {
  const task = objectKind === 'task' ? projector.view.get('tasks', objectId) : undefined;
  return task ? podName(projector, task) : objectName;
}

export function projectEvent(projector: Projector, record: EventRecord): EventObject {
  const involved = involvedKinds[record.objectKind] ?? {
    kind: capitalised(record.objectKind),
    apiVersion: 'gantry.local/v1',
  };
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      name: `${record.objectName}.${record.id}`,
      namespace: record.namespace || defaultNamespace,
      uid: record.id,
      resourceVersion: newestVersion(projector, [{ table: 'events', key: record.id }]),
      creationTimestamp: timestamp(record.firstAtMs),
    },
    involvedObject: {
      ...involved,
      ...(record.namespace === '' ? {} : { namespace: record.namespace }),
      name: involvedName(projector, record),
      uid: record.objectId,
    },
    reason: record.reason,
    message: record.message,
    type: record.type,
    count: record.count,
    source: { component: record.actor },
    firstTimestamp: timestamp(record.firstAtMs),
    lastTimestamp: timestamp(record.lastAtMs),
    reportingComponent: record.actor,
    reportingInstance: '',
  } as EventObject;
}

/** Prefix of the uid of a pod's "why it waits": the engine keeps that on the task, clients look for it in events. */
const unplacedPrefix = 'unplaced-';

export const unplacedUid = (taskId: string): string => `${unplacedPrefix}${taskId}`;

export function unplacedTaskId(uid: string): string | null {
  return uid.startsWith(unplacedPrefix) ? uid.slice(unplacedPrefix.length) : null;
}

/** Why no node takes a task, as the event that Kubernetes's users know; null when it does not wait for a node. */
export function projectUnplaced(projector: Projector, task: TaskRecord): EventObject | null {
  if (task.state !== 'pending' || task.unplaced === null) return null;
  const sinceAt = timestamp(task.createdAtMs);
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      name: `${task.name}.${unplacedUid(task.id)}`,
      namespace: task.namespace,
      uid: unplacedUid(task.id),
      resourceVersion: newestVersion(projector, [{ table: 'tasks', key: task.id }]),
      creationTimestamp: sinceAt,
    },
    involvedObject: {
      kind: 'Pod',
      apiVersion: 'v1',
      namespace: task.namespace,
      name: podName(projector, task),
      uid: task.id,
    },
    reason: 'FailedScheduling',
    message: task.unplaced.message,
    type: 'Warning',
    count: 1,
    source: { component: 'engine' },
    firstTimestamp: sinceAt,
    lastTimestamp: timestamp(projector.nowMs),
  };
}

const capitalised = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
