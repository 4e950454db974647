import type { AutoscalerRecord } from './autoscaler.ts';
import type { ConfigRecord, SecretRecord, SightingRecord } from './configuration.ts';
import type { BudgetRecord } from './disruption-budget.ts';
import type { IntentRecord } from './intent.ts';
import type { JobRecord } from './job.ts';
import type * as record from './records.ts';
import type { ReservationRecord } from './reservation.ts';
import type { ServiceRecord } from './service.ts';
import type { VolumeRecord } from './volume.ts';

/** The tables of the cluster's state, by name, with their records. The key is `id`, or `name` or `hash` where shown. */
export interface Tables {
  nodes: record.NodeRecord;
  tasks: record.TaskRecord;
  deployments: record.DeploymentRecord;
  revisions: record.RevisionRecord;
  replicaSets: record.ReplicaSetRecord;
  rollouts: record.RolloutRecord;
  templates: record.TemplateRecord; // key: hash
  frameworks: record.FrameworkRecord;
  roles: record.RoleRecord; // key: name
  offers: record.OfferRecord;
  events: record.EventRecord;
  accepted: record.AcceptedRecord;
  namespaces: record.NamespaceRecord; // key: name
  intents: IntentRecord;
  services: ServiceRecord;
  configs: ConfigRecord;
  secrets: SecretRecord;
  sightings: SightingRecord;
  volumes: VolumeRecord;
  budgets: BudgetRecord;
  autoscalers: AutoscalerRecord;
  jobs: JobRecord;
  reservations: ReservationRecord;
  manifests: record.ManifestRecord;
}

export type TableName = keyof Tables;

export const tableNames = [
  'nodes',
  'tasks',
  'deployments',
  'revisions',
  'replicaSets',
  'rollouts',
  'templates',
  'frameworks',
  'roles',
  'offers',
  'events',
  'accepted',
  'namespaces',
  'intents',
  'services',
  'configs',
  'secrets',
  'sightings',
  'volumes',
  'budgets',
  'autoscalers',
  'jobs',
  'reservations',
  'manifests',
] as const satisfies readonly TableName[];

/** One record write. `value: null` deletes. Records are replaced whole, never edited. */
export type Change = { [T in TableName]: { table: T; key: string; value: Tables[T] | null } }[TableName];

/** What one step of the engine decided: one durable append, one delta. */
export interface Commit {
  /** last revision + 1: the cluster-wide version every watch resumes from. */
  revision: number;
  atMs: number;
  changes: Change[];
}

/** The whole state at a revision. */
export interface Snapshot {
  revision: number;
  atMs: number;
  tables: { [T in TableName]: Tables[T][] };
}
