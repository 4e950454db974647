import type { NodeRecord } from '@gantry/model';
import { newestVersion, type Projector } from '../projection/projector.ts';
import type { JsonObject, KubernetesObject } from '../wire/object.ts';
import { timestamp } from '../wire/object.ts';
import { ageColumn, nameColumn } from './columns.ts';
import { defineResource } from './definition.ts';

interface LeaseObject extends KubernetesObject {
  spec: JsonObject;
}

/** Where Kubernetes keeps one lease per node; `kubectl describe node` reads it. */
const leaseNamespace = 'kube-node-lease';

function projectLease(projector: Projector, record: NodeRecord): LeaseObject {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name: record.name,
      namespace: leaseNamespace,
      uid: `lease-${record.id}`,
      resourceVersion: newestVersion(projector, [{ table: 'nodes', key: record.id }]),
      creationTimestamp: timestamp(record.registeredAtMs),
    },
    spec: {
      holderIdentity: record.name,
      renewTime: `${new Date(record.status === 'ready' ? projector.nowMs : record.statusChangedAtMs).toISOString().slice(0, 23)}000Z`,
    },
  };
}

export const leases = defineResource<LeaseObject>({
  group: 'coordination.k8s.io',
  version: 'v1',
  resource: 'leases',
  singular: 'lease',
  kind: 'Lease',
  namespaced: true,
  shortNames: [],
  categories: [],
  subresources: [],
  columns: [
    nameColumn(),
    { name: 'Holder', type: 'string', priority: 0, cell: ({ spec }) => String(spec.holderIdentity) },
    ageColumn(),
  ],
  *list(projector, namespace) {
    if (namespace !== null && namespace !== leaseNamespace) return;
    for (const record of projector.view.all('nodes')) yield projectLease(projector, record);
  },
  find(projector, namespace, name) {
    const record = namespace === leaseNamespace ? projector.view.nodeByName(name) : undefined;
    return record ? projectLease(projector, record) : null;
  },
  byUid(projector, uid) {
    const record = projector.view.get('nodes', uid.replace(/^lease-/, ''));
    return record ? projectLease(projector, record) : null;
  },
  dependents: (change) => (change.table === 'nodes' ? [`lease-${change.key}`] : []),
  madeOtherwise: "a lease is what its node's agent keeps up: leave it to the agent",
  fields: {},
});
