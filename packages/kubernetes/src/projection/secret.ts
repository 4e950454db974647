import type { SecretRecord, SecretType } from '@gantry/model';
import type { KubernetesObject } from '../wire/object.ts';
import { timestamp } from '../wire/object.ts';
import { newestVersion, type Projector } from './projector.ts';
import { keptFields, shownMetadata } from './stored-metadata.ts';

export interface SecretObject extends KubernetesObject {
  type: string;
  /** The keys. The values are sealed for good, so each is shown empty. */
  data: Record<string, ''>;
  immutable?: true;
}

/** Says why the values are empty. Made for showing, never stored. */
export const withheldAnnotation = 'gantry.local/values-withheld';
const withheld = 'Values are sealed and cannot be read back. An empty value keeps the one that is stored.';

/** Kubernetes's name of each type. Others are kept as they were written, and served as Opaque. */
export const secretTypeNames: Record<SecretType, string> = {
  Opaque: 'Opaque',
  tls: 'kubernetes.io/tls',
  registry: 'kubernetes.io/dockerconfigjson',
  'basic-auth': 'kubernetes.io/basic-auth',
  'ssh-auth': 'kubernetes.io/ssh-auth',
};

export function projectSecret(projector: Projector, record: SecretRecord): SecretObject {
  const { annotations, ...shown } = shownMetadata(record);
  const { type = secretTypeNames[record.type] } = keptFields(record);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: record.name,
      namespace: record.namespace,
      uid: record.id,
      resourceVersion: newestVersion(projector, [{ table: 'secrets', key: record.id }]),
      creationTimestamp: timestamp(record.createdAtMs),
      ...shown,
      annotations: { ...annotations, [withheldAnnotation]: withheld },
    },
    type: String(type),
    data: Object.fromEntries(Object.keys(record.data).map((key) => [key, ''])),
    ...(record.immutable ? { immutable: true } : {}),
  };
}
