import type { ConfigRecord } from '@gantry/model';
import type { KubernetesObject } from '../wire/object.ts';
import { timestamp } from '../wire/object.ts';
import { newestVersion, type Projector } from './projector.ts';
import { shownMetadata } from './stored-metadata.ts';

export interface ConfigMapObject extends KubernetesObject {
  data?: Record<string, string>;
  binaryData?: Record<string, string>;
  immutable?: true;
}

export function projectConfigMap(projector: Projector, record: ConfigRecord): ConfigMapObject {
  const values = (encoding: 'text' | 'base64') =>
    Object.fromEntries(
      Object.entries(record.data)
        .filter(([, value]) => value.encoding === encoding)
        .map(([key, { value }]) => [key, value]),
    );
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: record.name,
      namespace: record.namespace,
      uid: record.id,
      resourceVersion: newestVersion(projector, [{ table: 'configs', key: record.id }]),
      creationTimestamp: timestamp(record.createdAtMs),
      ...shownMetadata(record),
    },
    ...present('data', values('text')),
    ...present('binaryData', values('base64')),
    ...(record.immutable ? { immutable: true } : {}),
  };
}

const present = (key: 'data' | 'binaryData', values: Record<string, string>) =>
  Object.keys(values).length > 0 ? { [key]: values } : {};
