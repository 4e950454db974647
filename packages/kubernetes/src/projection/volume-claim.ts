import { formatMemory, localDriver, type VolumeRecord } from '@gantry/model';
import type { JsonObject, KubernetesObject } from '../wire/object.ts';
import { timestamp } from '../wire/object.ts';
import { newestVersion, type Projector } from './projector.ts';
import { keptFields, shownMetadata } from './stored-metadata.ts';

export interface VolumeClaimObject extends KubernetesObject {
  spec: JsonObject & { accessModes: string[] };
  status: JsonObject & { phase: string; capacity?: { storage: string } };
}

/** Kubernetes's words for who may mount it. */
export const accessModes: Record<VolumeRecord['access'], string> = {
  oneTask: 'ReadWriteOncePod',
  oneNode: 'ReadWriteOnce',
  manyReaders: 'ReadOnlyMany',
  manyWriters: 'ReadWriteMany',
};

const phases = { pending: 'Pending', ready: 'Bound', lost: 'Lost', deleting: 'Terminating' } as const;

/** A named volume as the claim that templates name it by. */
export function projectVolumeClaim(projector: Projector, record: VolumeRecord): VolumeClaimObject {
  const { capacityBytes, driver, state, message } = record;
  const storage = formatMemory(capacityBytes);
  const modes = [accessModes[record.access]];
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: record.name,
      namespace: record.namespace,
      uid: record.id,
      resourceVersion: newestVersion(projector, [{ table: 'volumes', key: record.id }]),
      creationTimestamp: timestamp(record.createdAtMs),
      ...(state === 'deleting' ? { deletionTimestamp: timestamp(record.updatedAtMs) } : {}),
      ...shownMetadata(record),
    },
    spec: {
      accessModes: modes,
      resources: { requests: { storage } },
      ...(driver === localDriver ? {} : { storageClassName: driver }),
      ...(state === 'ready' ? { volumeName: record.id } : {}),
      volumeMode: 'Filesystem',
      ...keptFields(record),
    },
    status: {
      phase: phases[state],
      ...(state === 'ready' ? { accessModes: modes, capacity: { storage } } : {}),
      ...(message === ''
        ? {}
        : { conditions: [{ type: 'Waiting', status: state === 'ready' ? 'False' : 'True', message }] }),
    },
  };
}
