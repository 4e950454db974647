import { hasEnded, type TableName, type Tables } from '@gantry/model';
import { cohortOf, waitingKeyOf } from './cohort.ts';
import { groupOf } from './framework-marks.ts';
import { isOpenGang } from './gathering.ts';

/** Which index keys lead to which records. A record is under one key at most; null: under none. */
interface IndexDefinition<T extends TableName> {
  table: T;
  key(record: Tables[T]): string | null;
}

const define = <T extends TableName>(
  table: T,
  key: (record: Tables[T]) => string | null,
): IndexDefinition<T> => ({
  table,
  key,
});

/** `namespace/name`, as people name a namespaced object. */
export const pathOf = ({ namespace, name }: { namespace: string; name: string }) => `${namespace}/${name}`;

/** Nodes are dealt out to so many shards, so that a large cluster can be looked at in parts. */
export const shardCount = 64;

/** Which shard a node is in: always the same one, and about as many nodes in each. */
export function shardOf(nodeId: string): string {
  let sum = 0;
  for (let index = 0; index < nodeId.length; index++) sum = (sum * 31 + nodeId.charCodeAt(index)) % 65_521;
  return String(sum % shardCount);
}

const jobPartOf = (task: Tables['tasks']) => (task.jobId === null ? null : cohortOf(task));
const isOwned = ({ deploymentId, jobId }: Tables['tasks']) => deploymentId !== null || jobId !== null;

/** Every index of the state. They follow the records' writes by themselves. */
export const indexes = {
  reservationsByNode: define('reservations', (reservation) => reservation.nodeId),
  /** What is kept for a gang. */
  reservationsByJob: define('reservations', (reservation) => reservation.jobId ?? null),
  /** Gangs that may come to wait for room. */
  openGangs: define('jobs', (job) => (isOpenGang(job) ? 'all' : null)),
  rolesWithQuota: define('roles', ({ quotaGuarantee, quotaLimit }) =>
    quotaGuarantee === null && quotaLimit === null ? null : 'all',
  ),
  drainingNodes: define('nodes', (node) => (node.drain === null ? null : 'all')),
  nodesByShard: define('nodes', (node) => shardOf(node.id)),
  nodesByName: define('nodes', (node) => node.name),
  deploymentsByPath: define('deployments', pathOf),
  deploymentsByNamespace: define('deployments', (deployment) => deployment.namespace),
  deploymentsByTemplate: define('deployments', (deployment) => deployment.templateHash),
  openRollouts: define('rollouts', (rollout) => (rollout.endedAtMs === null ? rollout.deploymentId : null)),
  revisionsByDeployment: define('revisions', (revision) => revision.deploymentId),
  replicaSetsByDeployment: define('replicaSets', (set) => set.deploymentId),
  rolloutsByDeployment: define('rollouts', (rollout) => rollout.deploymentId),
  tasksByNode: define('tasks', (task) => task.nodeId),
  liveTasksByReplicaSet: define('tasks', (task) => (hasEnded(task.state) ? null : task.replicaSetId)),
  endedTasksByReplicaSet: define('tasks', (task) => (hasEnded(task.state) ? task.replicaSetId : null)),
  /** Tasks that wait for a place, by replica set or part of a job: those of one are all alike. */
  waitingTasks: define('tasks', (task) =>
    task.state === 'pending' && task.desired === 'running' ? waitingKeyOf(task) : null,
  ),
  /** The tasks of a job's parts by how they are: not over, over well, over otherwise. */
  liveTasksByJobPart: define('tasks', (task) => (hasEnded(task.state) ? null : jobPartOf(task))),
  succeededTasksByJobPart: define('tasks', (task) => (task.state === 'succeeded' ? jobPartOf(task) : null)),
  brokenTasksByJobPart: define('tasks', (task) =>
    hasEnded(task.state) && task.state !== 'succeeded' ? jobPartOf(task) : null,
  ),
  tasksByJob: define('tasks', (task) => task.jobId),
  jobsByPath: define('jobs', pathOf),
  jobsByNamespace: define('jobs', (job) => job.namespace),
  /** The runs of a cron or build job. */
  jobsByParent: define('jobs', (job) => job.parentId),
  /** Jobs that are over and that no other job keeps. */
  endedJobs: define('jobs', (job) => (job.finishedAtMs !== null && job.parentId === null ? 'all' : null)),
  /** Its one member replaces the task that is the key. */
  successors: define('tasks', (task) => task.replaces),
  revisionsByTemplate: define('revisions', (revision) => revision.templateHash),
  /** Of frameworks from outside: neither a deployment nor a job has them. */
  tasksByFramework: define('tasks', (task) => (isOwned(task) ? null : task.frameworkId)),
  endedTasksByFramework: define('tasks', (task) =>
    isOwned(task) || !hasEnded(task.state) ? null : task.frameworkId,
  ),
  /** Tasks that share their fate: the group's name within its framework. */
  tasksByGroup: define('tasks', groupOf),
  /** Of tasks that no revision keeps the template for. */
  loneTasksByTemplate: define('tasks', (task) => (task.deploymentId === null ? task.templateHash : null)),
  outstandingOffersByFramework: define('offers', (offer) =>
    offer.state === 'outstanding' ? offer.frameworkId : null,
  ),
  outstandingOffersByNode: define('offers', (offer) => (offer.state === 'outstanding' ? offer.nodeId : null)),
  endedOffers: define('offers', (offer) => (offer.state === 'outstanding' ? null : 'all')),
  waitingIntents: define('intents', (intent) => (intent.state === 'waiting' ? 'all' : null)),
  endedIntents: define('intents', (intent) => (intent.state === 'waiting' ? null : 'all')),
  servicesByPath: define('services', pathOf),
  servicesByNamespace: define('services', (service) => service.namespace),
  configsByPath: define('configs', pathOf),
  configsByNamespace: define('configs', (config) => config.namespace),
  secretsByPath: define('secrets', pathOf),
  secretsByNamespace: define('secrets', (secret) => secret.namespace),
  volumesByPath: define('volumes', pathOf),
  volumesByNamespace: define('volumes', (volume) => volume.namespace),
  volumesByNode: define('volumes', (volume) => volume.nodeId),
  sightingsByDeployment: define('sightings', (sighting) => sighting.deploymentId),
  autoscalersByPath: define('autoscalers', pathOf),
  autoscalersByNamespace: define('autoscalers', (autoscaler) => autoscaler.namespace),
  budgetsByPath: define('budgets', pathOf),
  budgetsByNamespace: define('budgets', (budget) => budget.namespace),
  eventsByObject: define('events', (event) => event.objectId),
} as const satisfies { [name: string]: { [T in TableName]: IndexDefinition<T> }[TableName] };

export type IndexName = keyof typeof indexes;
/** The kind of record that an index leads to. */
export type RecordUnder<N extends IndexName> = Tables[(typeof indexes)[N]['table']];
export const indexNames = Object.keys(indexes) as IndexName[];

/** The indexes that a table's writes touch. */
export const indexesOf = new Map<TableName, { name: IndexName; key(record: object): string | null }[]>();
for (const name of indexNames) {
  const { table, key } = indexes[name];
  const list = indexesOf.get(table) ?? [];
  list.push({ name, key: key as (record: object) => string | null });
  indexesOf.set(table, list);
}
