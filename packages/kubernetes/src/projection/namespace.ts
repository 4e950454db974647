import type { NamespaceRecord } from '@gantry/model';
import type { JsonObject, KubernetesObject } from '../wire/object.ts';
import { timestamp } from '../wire/object.ts';
import { newestVersion, type Projector } from './projector.ts';

export interface NamespaceObject extends KubernetesObject {
  spec: JsonObject;
  status: JsonObject;
}

export function projectNamespace(projector: Projector, record: NamespaceRecord): NamespaceObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: record.name,
      uid: `namespace-${record.name}`,
      resourceVersion: newestVersion(projector, [{ table: 'namespaces', key: record.name }]),
      creationTimestamp: timestamp(record.createdAtMs),
      ...(record.deletingAtMs === null ? {} : { deletionTimestamp: timestamp(record.deletingAtMs) }),
      labels: { 'kubernetes.io/metadata.name': record.name, ...record.labels },
      ...(Object.keys(record.annotations).length > 0 ? { annotations: record.annotations } : {}),
    },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: record.deletingAtMs === null ? 'Active' : 'Terminating' },
  };
}
