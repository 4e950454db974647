import { projectReplicaSet, type ReplicaSetObject } from '../projection/deployment.ts';
import { ageColumn, containerColumns, nameColumn, selectorColumn } from './columns.ts';
import { defineResource } from './definition.ts';

/** Read-only: a deployment's replica sets are the engine's business. */
export const replicaSets = defineResource<ReplicaSetObject>({
  group: 'apps',
  version: 'v1',
  resource: 'replicasets',
  singular: 'replicaset',
  kind: 'ReplicaSet',
  namespaced: true,
  shortNames: ['rs'],
  categories: ['all'],
  subresources: [],
  columns: [
    nameColumn(),
    { name: 'Desired', type: 'integer', priority: 0, cell: ({ spec }) => Number(spec.replicas) },
    { name: 'Current', type: 'integer', priority: 0, cell: ({ status }) => Number(status.replicas) },
    { name: 'Ready', type: 'integer', priority: 0, cell: ({ status }) => Number(status.readyReplicas ?? 0) },
    ageColumn(),
    ...containerColumns<ReplicaSetObject>(({ spec }) => spec.template),
    selectorColumn(({ spec }) => spec.selector),
  ],
  *list(projector, namespace) {
    for (const record of projector.view.all('replicaSets')) {
      const object = projectReplicaSet(projector, record);
      if (object && (namespace === null || object.metadata.namespace === namespace)) yield object;
    }
  },
  find(projector, namespace, name) {
    for (const record of projector.view.all('replicaSets')) {
      if (record.name !== name) continue;
      const object = projectReplicaSet(projector, record);
      if (object?.metadata.namespace === namespace) return object;
    }
    return null;
  },
  byUid(projector, uid) {
    const record = projector.view.get('replicaSets', uid);
    return record ? projectReplicaSet(projector, record) : null;
  },
  dependents(change, { view }) {
    if (change.table === 'replicaSets') return [change.key];
    if (change.table === 'deployments' && change.value)
      return view.replicaSetsOf(change.value.id).map(({ id }) => id);
    return change.table === 'tasks' && change.value?.replicaSetId ? [change.value.replicaSetId] : [];
  },
  madeOtherwise: "a replica set is its deployment's: change the deployment instead",
  fields: { 'status.replicas': ({ status }) => String(status.replicas) },
});
