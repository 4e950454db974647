import { z } from 'zod';

/**
 * Branded ids: a node's id cannot be passed where a task's is wanted.
 * Ids made by the engine are kind prefix + commit revision (base 36) + ordinal in that commit, so they are short,
 * sortable, and the same on replay.
 */
const idOf = <B extends string>(brand: B) => z.string().min(1).max(128).brand(brand);

export const nodeId = idOf('NodeId');
export const taskId = idOf('TaskId');
export const deploymentId = idOf('DeploymentId');
export const revisionId = idOf('RevisionId');
export const replicaSetId = idOf('ReplicaSetId');
export const rolloutId = idOf('RolloutId');
export const frameworkId = idOf('FrameworkId');
export const offerId = idOf('OfferId');
export const jobId = idOf('JobId');
export const serviceId = idOf('ServiceId');
export const eventId = idOf('EventId');
export const intentId = idOf('IntentId');
export const budgetId = idOf('BudgetId');
export const autoscalerId = idOf('AutoscalerId');
export const templateHash = idOf('TemplateHash');
export const commandId = idOf('CommandId');

export type NodeId = z.infer<typeof nodeId>;
export type TaskId = z.infer<typeof taskId>;
export type DeploymentId = z.infer<typeof deploymentId>;
export type RevisionId = z.infer<typeof revisionId>;
export type ReplicaSetId = z.infer<typeof replicaSetId>;
export type RolloutId = z.infer<typeof rolloutId>;
export type FrameworkId = z.infer<typeof frameworkId>;
export type OfferId = z.infer<typeof offerId>;
export type JobId = z.infer<typeof jobId>;
export type ServiceId = z.infer<typeof serviceId>;
export type EventId = z.infer<typeof eventId>;
export type IntentId = z.infer<typeof intentId>;
export type BudgetId = z.infer<typeof budgetId>;
export type TemplateHash = z.infer<typeof templateHash>;
export type CommandId = z.infer<typeof commandId>;

/** The prefix that each kind of id starts with. A reader of a log line knows the kind from the id alone. */
export const idPrefixes = {
  node: 'n',
  task: 't',
  deployment: 'd',
  revision: 'r',
  replicaSet: 's',
  rollout: 'o',
  framework: 'f',
  offer: 'q',
  job: 'j',
  service: 'v',
  event: 'e',
  intent: 'i',
  config: 'c',
  secret: 'k',
  volume: 'w',
  budget: 'b',
  autoscaler: 'h',
} as const;

export function makeId(kind: keyof typeof idPrefixes, revision: number, ordinal: number): string {
  return `${idPrefixes[kind]}${revision.toString(36)}-${ordinal.toString(36)}`;
}
