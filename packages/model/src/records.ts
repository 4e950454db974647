import { z } from 'zod';
import { taskUpdate } from './executor.ts';
import * as id from './id.ts';
import { offerWishes } from './offer-wish.ts';
import { portRange, resources } from './resources.ts';
import { deploymentSpec } from './strategy.ts';
import { runtimeName, template } from './template.ts';

/**
 * The records of the cluster's state: plain, flat, frozen. `null` rather than an absent key, so that all records of a
 * kind have one shape. Instants end in AtMs (milliseconds since the epoch), durations in Ms or Seconds.
 */

export const runtimeInfo = z.strictObject({
  name: runtimeName,
  available: z.boolean(),
  /** Version when available; otherwise why not and how to get it. */
  detail: z.string(),
  /** Which limits this runtime enforces on this node. */
  enforces: z.array(z.enum(['cpu', 'memory', 'pids', 'disk'])),
});
export type RuntimeInfo = z.infer<typeof runtimeInfo>;

export const taint = z.strictObject({
  key: z.string(),
  value: z.string(),
  effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']),
});
export type Taint = z.infer<typeof taint>;

/** `durationMs` null: nobody knows how long. */
export const unavailability = z.strictObject({
  startsAtMs: z.number(),
  durationMs: z.number().min(0).nullable(),
});
export type Unavailability = z.infer<typeof unavailability>;

/** A machine. Written by the agent's registration, by operators (cordon, drain, labels, taints) and the lease planner. */
export const nodeRecord = z.strictObject({
  id: id.nodeId,
  name: z.string(),
  address: z.string(),
  resources,
  ports: z.array(portRange),
  labels: z.record(z.string(), z.string()),
  attributes: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  taints: z.array(taint),
  runtimes: z.array(runtimeInfo),
  agentVersion: z.string(),
  /** `unreachable`: the lease ran out. Its tasks may still run; nobody knows. */
  status: z.enum(['ready', 'unreachable']),
  statusReason: z.string(),
  cordoned: z.boolean(),
  /** null: not draining. */
  drain: z
    .strictObject({
      startedAtMs: z.number(),
      deadlineAtMs: z.number().nullable(),
      actor: z.string(),
      force: z.boolean(),
      doneAtMs: z.number().nullable(),
    })
    .nullable(),
  /** Maintenance that is announced: nothing moves for it, but frameworks from outside are told. Left out: none. */
  unavailable: unavailability.nullable().optional(),
  registeredAtMs: z.number(),
  statusChangedAtMs: z.number(),
  /** Rises with every registration, so that a report from an earlier session is refused. */
  session: z.int(),
});
export type NodeRecord = z.infer<typeof nodeRecord>;

/**
 * In order, only ever forward. Writers: `pending` the replica planners; `assigned` the placement; `preparing` to
 * `running` and the four ends, the agent; `lost`, the lease planner. `stopping` is written by the agent as well.
 */
export const taskStates = [
  'pending',
  'assigned',
  'preparing',
  'starting',
  'running',
  'stopping',
  'succeeded',
  'failed',
  'stopped',
  'lost',
] as const;
export const taskState = z.enum(taskStates);
export type TaskState = z.infer<typeof taskState>;

/** How one container of a task ended, or how it is. */
export const containerStatus = z.strictObject({
  name: z.string(),
  state: z.enum(['waiting', 'running', 'exited']),
  /** The runtime's own id (docker container id, or pid). Empty while waiting. */
  runtimeId: z.string(),
  startedAtMs: z.number().nullable(),
  finishedAtMs: z.number().nullable(),
  exitCode: z.int().nullable(),
  signal: z.string().nullable(),
  outOfMemory: z.boolean(),
  ready: z.boolean(),
  started: z.boolean(),
  /** The image as resolved by the runtime, when it says. */
  imageId: z.string(),
});
export type ContainerStatus = z.infer<typeof containerStatus>;

/** Why a task is not placed: how many nodes each reason rules out, and one sentence per reason. */
export const unplaced = z.strictObject({
  reasons: z.array(z.strictObject({ code: z.string(), nodes: z.int(), message: z.string() })),
  /** The sentence shown: `0 of 3 nodes can take it: 2 lack CPU (...); 1 is cordoned`. */
  message: z.string(),
});
export type Unplaced = z.infer<typeof unplaced>;

/** The unit that is placed. One-shot: never restarted, only replaced by another with a new id. */
export const taskRecord = z.strictObject({
  id: id.taskId,
  namespace: z.string(),
  name: z.string(),
  /** Which framework launched it; then exactly one of the three owners, or none for a third party's task. */
  frameworkId: id.frameworkId,
  deploymentId: id.deploymentId.nullable(),
  replicaSetId: id.replicaSetId.nullable(),
  jobId: id.jobId.nullable(),
  /** Of a job's task: which stage of a batch, or which try of a gang, it belongs to. null: no job's. */
  jobPart: z.int().nullable(),
  /** Of a job's task: its index in the stage, or its rank. A task that is tried again has the same. */
  jobIndex: z.int().nullable(),
  /** The value of the stage's locality label that it would rather be near. null: anywhere. */
  nearby: z.string().nullable(),
  role: z.string(),
  templateHash: id.templateHash,
  /** Revision of the deployment that made it (0 when it has none). */
  revision: z.int(),
  nodeId: id.nodeId.nullable(),
  desired: z.enum(['running', 'stopped']),
  state: taskState,
  /** All probes say so. Written by the agent's report only. */
  ready: z.boolean(),
  /** When `ready` last turned true. */
  readyAtMs: z.number().nullable(),
  /** When `ready` turned true for the first time: how long it took to start, whatever its readiness did later. */
  firstReadyAtMs: z.number().nullable(),
  createdAtMs: z.number(),
  assignedAtMs: z.number().nullable(),
  startedAtMs: z.number().nullable(),
  finishedAtMs: z.number().nullable(),
  /** Not placed or not started before this moment (back-off). */
  notBeforeAtMs: z.number().nullable(),
  /** Why it is in this state, in a sentence; `reason` is the stable word (`ImagePullFailed`, `OutOfMemory`, `Scaled`). */
  reason: z.string(),
  message: z.string(),
  /** The task this one replaces, and how many failed in a row before it. */
  replaces: id.taskId.nullable(),
  failuresInARow: z.int(),
  /** As the agent counted them on this task: what health gates look at. */
  probeFailures: z.int(),
  errorLines: z.int(),
  /** Host ports taken, in the order of the template's published ports (containers, then ports). */
  hostPorts: z.array(z.int()),
  /** Address at which its ports answer from the node: container ip for docker, the node's loopback or address else. */
  address: z.string(),
  containers: z.array(containerStatus),
  /** Of those that run before the program, in the template's order. Left out: it has none, or no agent told yet. */
  initContainers: z.array(containerStatus).optional(),
  unplaced: unplaced.nullable(),
  /** Set with desired = stopped: how long it may take, and why. */
  stopGraceSeconds: z.number().nullable(),
  stopRequestedAtMs: z.number().nullable(),
  /** Kubernetes's labels and annotations of this one task, over the template's. */
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  /** Opaque to Gantry: what a third party's framework sent along (Mesos TaskInfo as JSON), or ''. */
  frameworkData: z.string(),
  /** Of an executor of its framework's own: the id that the framework gave it. Left out: it is none. */
  executor: z.string().optional(),
  /** The executor that carries it and tells how it is. Left out: its node's agent runs it. */
  carrier: id.taskId.optional(),
  /** Of a carried task: what its framework is to hear next; null: it has heard everything. Left out: nothing was told yet. */
  update: taskUpdate.nullable().optional(),
  /** The uuid of the update that the framework acknowledged last. Left out: none. */
  acknowledged: z.string().optional(),
});
export type TaskRecord = z.infer<typeof taskRecord>;

export const condition = z.strictObject({
  type: z.string(),
  status: z.enum(['True', 'False', 'Unknown']),
  reason: z.string(),
  message: z.string(),
  lastUpdateAtMs: z.number(),
  lastTransitionAtMs: z.number(),
});
export type Condition = z.infer<typeof condition>;

/** Counts over a deployment's live tasks, kept up to date by the planners so that no reader has to scan. */
export const deploymentStatus = z.strictObject({
  observedGeneration: z.int(),
  replicas: z.int(),
  updatedReplicas: z.int(),
  readyReplicas: z.int(),
  availableReplicas: z.int(),
  unavailableReplicas: z.int(),
  terminatingReplicas: z.int(),
  conditions: z.array(condition),
});
export type DeploymentStatus = z.infer<typeof deploymentStatus>;

export const deploymentRecord = z.strictObject({
  id: id.deploymentId,
  namespace: z.string(),
  name: z.string(),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  spec: deploymentSpec,
  /** The wanted template. */
  templateHash: id.templateHash,
  /** Current revision number: the newest in `revisions`. */
  revision: z.int(),
  /** Rises with every change of spec, template or `paused`. */
  generation: z.int(),
  paused: z.boolean(),
  pauseReason: z.string(),
  /** Who holds its rollouts up: a person, or a health gate that failed. null or left out: nobody, or it was not told. */
  pausedBy: z.enum(['person', 'gate']).nullable().optional(),
  status: deploymentStatus,
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
  /** Set when it is being deleted: its tasks stop first, then the record goes. */
  deletingAtMs: z.number().nullable(),
  /** Not null: planning threw, and is held until the next change of this deployment. */
  quarantine: z.string().nullable(),
});
export type DeploymentRecord = z.infer<typeof deploymentRecord>;

/** Something about what a revision ran that makes going back to it impossible (`gone`) or another thing (`changed`). */
export const lostImage = z.strictObject({ kind: z.enum(['gone', 'changed']), message: z.string() });
export type LostImage = z.infer<typeof lostImage>;

/** An immutable, numbered snapshot. Rolling back makes a new one with `restoredFrom`. */
export const revisionRecord = z.strictObject({
  id: id.revisionId,
  deploymentId: id.deploymentId,
  number: z.int(),
  templateHash: id.templateHash,
  createdAtMs: z.number(),
  author: z.string(),
  /** What was done, e.g. `set image web=nginx:1.27`; or the person's own change cause. */
  cause: z.string(),
  /** The revision this one restored, when it is a rollback. */
  restoredFrom: z.int().nullable(),
  /** The revision that was current before it. */
  previous: z.int().nullable(),
  replicas: z.int(),
  /** The name it is kept under whatever the history limit says. null: it is kept as any other. */
  pinned: z.string().nullable(),
  /**
   * What its tasks ran, by container: the image or artifact as their runtimes resolved it, each that was seen (nodes of
   * two architectures have two). Left out: nothing was seen yet.
   */
  images: z.record(z.string(), z.array(z.string())).optional(),
  /** What the nodes said when they were last asked whether that is still to be had. null or left out: nothing speaks against it. */
  lost: lostImage.nullable().optional(),
});
export type RevisionRecord = z.infer<typeof revisionRecord>;

/** The replicas of one template of a deployment: what Kubernetes calls a ReplicaSet. Its counts move the rollout. */
export const replicaSetRecord = z.strictObject({
  id: id.replicaSetId,
  deploymentId: id.deploymentId,
  name: z.string(),
  templateHash: id.templateHash,
  /** The newest revision with this template, and the earlier ones. */
  revision: z.int(),
  revisionHistory: z.array(z.int()),
  /** How many tasks it should have now. */
  replicas: z.int(),
  /** Deployment's replicas, and replicas + surge, at the last write: what proportional scaling reads. */
  desiredReplicas: z.int(),
  maxReplicas: z.int(),
  createdAtMs: z.number(),
});
export type ReplicaSetRecord = z.infer<typeof replicaSetRecord>;

/** One way from a revision to another: progress lives here, never in a closure. */
export const rolloutRecord = z.strictObject({
  id: id.rolloutId,
  deploymentId: id.deploymentId,
  fromRevision: z.int().nullable(),
  toRevision: z.int(),
  startedAtMs: z.number(),
  endedAtMs: z.number().nullable(),
  outcome: z.enum(['running', 'paused', 'complete', 'failed', 'superseded', 'rolledBack', 'aborted']),
  /** Why it ended as it did or why it waits, in a sentence. */
  message: z.string(),
  replicas: z.int(),
  lowestReady: z.int(),
  highestTotal: z.int(),
  restarts: z.int(),
  probeFailures: z.int(),
  errorLines: z.int(),
  /** Canary or blue-green: the step it is at, and since when. */
  step: z.int(),
  stepStartedAtMs: z.number(),
  promoted: z.boolean(),
  lastProgressAtMs: z.number(),
});
export type RolloutRecord = z.infer<typeof rolloutRecord>;

export const frameworkRecord = z.strictObject({
  id: id.frameworkId,
  name: z.string(),
  kind: z.enum(['deployments', 'batch', 'gang', 'build', 'cron', 'mesos']),
  /** Subscribed roles; a built-in framework holds those of its tenants. */
  roles: z.array(z.string()),
  principal: z.string(),
  capabilities: z.array(z.string()),
  connected: z.boolean(),
  active: z.boolean(),
  suppressedRoles: z.array(z.string()),
  failoverTimeoutMs: z.number(),
  registeredAtMs: z.number(),
  disconnectedAtMs: z.number().nullable(),
  completedAtMs: z.number().nullable(),
  webuiUrl: z.string(),
  hostname: z.string(),
  user: z.string(),
  /** Counts over its life. */
  offersMade: z.int(),
  offersAccepted: z.int(),
  offersDeclined: z.int(),
  offersRescinded: z.int(),
  ...offerWishes,
});
export type FrameworkRecord = z.infer<typeof frameworkRecord>;

export const roleRecord = z.strictObject({
  /** `/`-separated path; the id of the record. */
  name: z.string(),
  weight: z.number(),
  quotaGuarantee: resources.nullable(),
  quotaLimit: resources.nullable(),
});
export type RoleRecord = z.infer<typeof roleRecord>;

/** Resources on one node held out to one framework. Ended offers are kept for a while for the offers view. */
export const offerRecord = z.strictObject({
  id: id.offerId,
  frameworkId: id.frameworkId,
  role: z.string(),
  nodeId: id.nodeId,
  resources,
  ports: z.array(portRange),
  /** What of the resources is kept for a role, which is the offer's or one above it. Left out: nothing. */
  reserved: z.array(z.strictObject({ role: z.string(), resources, isStatic: z.boolean() })).optional(),
  /** Volumes that tasks launched of it may mount, by id. Left out: none. */
  volumes: z.array(z.string()).optional(),
  state: z.enum(['outstanding', 'accepted', 'declined', 'rescinded', 'expired']),
  createdAtMs: z.number(),
  endedAtMs: z.number().nullable(),
  /** Of an accepted one what its tasks take; the rest went back. Left out: nothing. */
  used: resources.optional(),
  /** Tasks launched from it. */
  taskIds: z.array(id.taskId),
  reason: z.string(),
});
export type OfferRecord = z.infer<typeof offerRecord>;

/** What a deployment or job was last written as, word for word; `id` is its. */
export const manifestRecord = z.strictObject({ id: z.string(), text: z.string() });
export type ManifestRecord = z.infer<typeof manifestRecord>;

export const templateRecord = z.strictObject({ hash: id.templateHash, template });
export type TemplateRecord = z.infer<typeof templateRecord>;

/** What an event can be about. */
export const objectKinds = [
  'deployment',
  'task',
  'node',
  'framework',
  'job',
  'service',
  'role',
  'config',
  'secret',
  'volume',
  'budget',
  'autoscaler',
  'cluster',
] as const;

/** A line of the timeline. Repeated ones are folded: `count`, first and last time. */
export const eventRecord = z.strictObject({
  id: id.eventId,
  type: z.enum(['Normal', 'Warning']),
  /** A word of a closed list: eventReasons in event.ts. */
  reason: z.string(),
  message: z.string(),
  objectKind: z.enum(objectKinds),
  objectId: z.string(),
  objectName: z.string(),
  namespace: z.string(),
  /** Who caused it: a person's or token's name, `engine`, or `agent`. */
  actor: z.string(),
  count: z.int(),
  firstAtMs: z.number(),
  lastAtMs: z.number(),
});
export type EventRecord = z.infer<typeof eventRecord>;

/** A command that was accepted: a retry with the same id gets this answer. Kept for a bounded while. */
export const acceptedRecord = z.strictObject({
  id: id.commandId,
  atMs: z.number(),
  actor: z.string(),
  /** The command's type and a redacted summary, for the audit. */
  type: z.string(),
  summary: z.string(),
  reply: z.unknown(),
});
export type AcceptedRecord = z.infer<typeof acceptedRecord>;

export const namespaceRecord = z.strictObject({
  name: z.string(),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  createdAtMs: z.number(),
  deletingAtMs: z.number().nullable(),
});
export type NamespaceRecord = z.infer<typeof namespaceRecord>;
