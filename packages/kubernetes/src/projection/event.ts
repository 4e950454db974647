import type { EventRecord } from '@gantry/model';
import type { JsonObject, KubernetesObject } from '../wire/object.ts';
import { timestamp } from '../wire/object.ts';
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
  service: { kind: 'Service', apiVersion: 'v1' },
};

/** Where events of objects without a namespace are listed. */
const defaultNamespace = 'default';

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
      name: record.objectName,
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

const capitalised = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
