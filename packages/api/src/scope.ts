import type { View } from '@gantry/engine';
import {
  type Change,
  type DeploymentId,
  type IntentRecord,
  type JobId,
  type NodeId,
  type Tables,
  withoutValues,
} from '@gantry/model';
import { z } from 'zod';

/** What is streamed: nothing that is not on this list, so that a new table is secret until somebody decides. */
export type StreamedTable =
  | (typeof clusterTables)[number]
  | (typeof configurationTables)[number]
  | 'tasks'
  | 'events'
  | 'offers';
export type StreamedChange = Extract<Change, { table: StreamedTable }>;

/**
 * What a subscriber wants to hear about. A record that is in a scope stays in it until it is deleted, except that an
 * event about a task leaves a scope together with the task.
 */
export type Scope =
  | { kind: 'cluster' }
  | { kind: 'deployments' }
  | { kind: 'tasks' }
  | { kind: 'events' }
  | { kind: 'offers' }
  | { kind: 'configuration' }
  | { kind: 'deployment'; namespace: string; name: string }
  | { kind: 'job'; namespace: string; name: string }
  | { kind: 'node'; nodeId: NodeId };

/**
 * `cluster`, `deployments`, `tasks`, `events`, `offers`, `configuration`, `deployment:<namespace>/<name>`,
 * `job:<namespace>/<name>`, `node:<id>`. The scope `deployments` is a small part of `cluster`, to
 * be there before it: what tells how deployments and jobs are.
 */
export const scopeField = z
  .string()
  .max(512)
  .regex(
    /^(cluster|deployments|tasks|events|offers|configuration|(?:deployment|job):[^/\s]+\/[^/\s]+|node:\S+)$/,
    'A scope is cluster, deployments, tasks, events, offers, configuration, deployment:<namespace>/<name>, job:<namespace>/<name> or node:<id>.',
  );

export function scopeOf(text: string): Scope {
  const [kind = '', rest = ''] = splitOnce(text, ':');
  if (kind === 'node') return { kind, nodeId: rest as NodeId };
  if (kind === 'deployment' || kind === 'job') {
    const [namespace = '', name = ''] = splitOnce(rest, '/');
    return { kind, namespace, name };
  }
  return { kind: kind as 'cluster' | 'deployments' | 'tasks' | 'events' | 'offers' | 'configuration' };
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** The tables that are small on any cluster: all of them are in the scope `cluster`. */
export const clusterTables = [
  'nodes',
  'deployments',
  'revisions',
  'replicaSets',
  'rollouts',
  'templates',
  'frameworks',
  'reservations',
  'roles',
  'namespaces',
  'intents',
  'services',
  'budgets',
  'autoscalers',
  'jobs',
] as const;

/** Of their own, as a config may be large and is looked at on its own screens only. */
export const configurationTables = ['configs', 'secrets', 'volumes', 'sightings'] as const;

const tablesOf: Record<Scope['kind'], readonly StreamedTable[]> = {
  cluster: clusterTables,
  deployments: ['deployments', 'rollouts', 'jobs'],
  tasks: ['tasks'],
  events: ['events'],
  offers: ['offers'],
  configuration: configurationTables,
  deployment: ['deployments', 'revisions', 'replicaSets', 'rollouts', 'sightings', 'tasks', 'events'],
  job: ['jobs', 'tasks', 'events'],
  node: ['nodes', 'tasks', 'events'],
};

const streamed: ReadonlySet<string> = new Set([...Object.values(tablesOf).flat()]);

/** A change as subscribers may see it; null: none may. */
export function asStreamed(change: Change): StreamedChange | null {
  if (!streamed.has(change.table)) return null;
  if (change.table === 'secrets' && change.value !== null)
    return put('secrets', change.key, withoutValues(change.value));
  if (change.table === 'intents' && change.value !== null)
    return put('intents', change.key, withoutText(change.value));
  return change as StreamedChange;
}

/** Every record that is in the scope now, as changes that make it so. */
export function recordsIn(view: View, scope: Scope): StreamedChange[] {
  switch (scope.kind) {
    case 'deployment':
      return recordsOfDeployment(view, scope);
    case 'job':
      return recordsOfJob(view, scope);
    case 'node':
      return recordsOfNode(view, scope.nodeId);
    default:
      return tablesOf[scope.kind].flatMap((table) => recordsOfTable(view, table));
  }
}

/** Whether a change concerns the scope, as far as the state now tells. A deletion concerns all that have its table. */
export function concerns(view: View, scope: Scope, change: StreamedChange): boolean {
  if (!tablesOf[scope.kind].includes(change.table)) return false;
  if (change.value === null) return true;
  switch (scope.kind) {
    case 'deployment': {
      const deployment = view.deployment(scope.namespace, scope.name);
      return deployment !== undefined && isOfDeployment(view, deployment.id, change);
    }
    case 'job': {
      const job = view.job(scope.namespace, scope.name);
      return job !== undefined && isOfJob(view, job.id, change);
    }
    case 'node':
      return isOfNode(view, scope.nodeId, change);
    default:
      return true;
  }
}

/** The text of a manifest that waits is for whoever opens its editor, once it is done. */
export function withoutText(intent: IntentRecord): IntentRecord {
  const { act } = intent;
  if (!('text' in act)) return intent;
  const { text: _, ...rest } = act;
  return { ...intent, act: rest };
}

function put<T extends StreamedTable>(table: T, key: string, value: Tables[T]): StreamedChange {
  return { table, key, value } as StreamedChange;
}

function recordsOfTable(view: View, table: StreamedTable): StreamedChange[] {
  switch (table) {
    case 'templates':
      return Array.from(view.all(table), (value) => put(table, value.hash, value));
    case 'roles':
    case 'namespaces':
      return Array.from(view.all(table), (value) => put(table, value.name, value));
    case 'secrets':
      return Array.from(view.all(table), (value) => put(table, value.id, withoutValues(value)));
    case 'intents':
      return Array.from(view.all(table), (value) => put(table, value.id, withoutText(value)));
    default:
      return Array.from(view.all(table), (value) => put(table, value.id, value));
  }
}

function recordsOfDeployment(view: View, of: { namespace: string; name: string }): StreamedChange[] {
  const deployment = view.deployment(of.namespace, of.name);
  if (!deployment) return [];
  const tasks = [...view.tasksOfDeployment(deployment.id)];
  return [
    put('deployments', deployment.id, deployment),
    ...view.revisionsOf(deployment.id).map((one) => put('revisions', one.id, one)),
    ...view.replicaSetsOf(deployment.id).map((one) => put('replicaSets', one.id, one)),
    ...view.rolloutsOf(deployment.id).map((one) => put('rollouts', one.id, one)),
    ...view.sightingsOf(deployment.id).map((one) => put('sightings', one.id, one)),
    ...tasks.map((task) => put('tasks', task.id, task)),
    ...[deployment.id, ...tasks.map(({ id }) => id)].flatMap((id) => eventsAbout(view, id)),
  ];
}

/** The job with its tasks, and the runs that it made. */
function recordsOfJob(view: View, of: { namespace: string; name: string }): StreamedChange[] {
  const job = view.job(of.namespace, of.name);
  if (!job) return [];
  const tasks = [...view.tasksOfJob(job.id)];
  return [
    ...[job, ...view.runsOf(job.id)].map((one) => put('jobs', one.id, one)),
    ...tasks.map((task) => put('tasks', task.id, task)),
    ...[job.id, ...tasks.map(({ id }) => id)].flatMap((id) => eventsAbout(view, id)),
  ];
}

function recordsOfNode(view: View, nodeId: NodeId): StreamedChange[] {
  const node = view.get('nodes', nodeId);
  const tasks = Array.from(view.tasksOfNode(nodeId), (task) => put('tasks', task.id, task));
  return node ? [put('nodes', nodeId, node), ...tasks, ...eventsAbout(view, nodeId)] : tasks;
}

export function eventsAbout(view: View, objectId: string): StreamedChange[] {
  return Array.from(view.eventsOf(objectId), (event) => put('events', event.id, event));
}

function isOfDeployment(view: View, id: DeploymentId, change: StreamedChange): boolean {
  switch (change.table) {
    case 'deployments':
      return change.key === id;
    case 'revisions':
    case 'replicaSets':
    case 'rollouts':
    case 'sightings':
    case 'tasks':
      return change.value?.deploymentId === id;
    case 'events': {
      const objectId = change.value?.objectId ?? '';
      return objectId === id || view.get('tasks', objectId)?.deploymentId === id;
    }
    default:
      return false;
  }
}

function isOfJob(view: View, id: JobId, change: StreamedChange): boolean {
  switch (change.table) {
    case 'jobs':
      return change.key === id || change.value?.parentId === id;
    case 'tasks':
      return change.value?.jobId === id;
    case 'events': {
      const objectId = change.value?.objectId ?? '';
      return objectId === id || view.get('tasks', objectId)?.jobId === id;
    }
    default:
      return false;
  }
}

function isOfNode(view: View, id: NodeId, change: StreamedChange): boolean {
  switch (change.table) {
    case 'nodes':
      return change.key === id;
    case 'tasks':
      return change.value?.nodeId === id;
    case 'events':
      return change.value?.objectId === id && view.get('nodes', id) !== undefined;
    default:
      return false;
  }
}
