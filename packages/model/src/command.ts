import { z } from 'zod';
import { autoscalerSpec } from './autoscaler.ts';
import { configurationAct } from './configuration-command.ts';
import { budgetSpec } from './disruption-budget.ts';
import { frameworkCommand } from './framework-command.ts';
import { commandId, intentId, nodeId, taskId } from './id.ts';
import { jobCommand } from './job-command.ts';
import { manifestText } from './manifest-text.ts';
import { longestPin } from './name.ts';
import { taint } from './records.ts';
import { serviceSpec } from './service.ts';
import { deploymentSpec } from './strategy.ts';
import { template } from './template.ts';

/**
 * Every change a person, a client or a timer can ask for. Doors (tRPC, Kubernetes, Mesos) parse what they get into
 * these normalised shapes; the engine answers each with a reply value or a rejection.
 */

const named = { namespace: z.string(), name: z.string() };

/** Refused as `plan_changed` when given and the plan would now differ. */
const planned = { planHash: z.string().nullable() };

/** What changes one thing as soon as it is accepted. */
export const singleAct = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('deployment.apply'),
    ...named,
    ...planned,
    labels: z.record(z.string(), z.string()),
    annotations: z.record(z.string(), z.string()),
    spec: deploymentSpec,
    template,
    paused: z.boolean(),
    cause: z.string(),
    /** What the newest revision is for, told after it was made. Left out: what it was said to be for stays. */
    retold: z.string().optional(),
    /** What it was written as, comments and all. null: no text is kept of it. Left out: what is kept stays. */
    text: manifestText.optional(),
    /** `create`: refuse when it exists. `update`: refuse when it does not. `either`: whichever is right. */
    mode: z.enum(['create', 'update', 'either']),
    /** Refuse with `conflict` unless this is the current generation. */
    ifGeneration: z.int().nullable(),
  }),
  z.strictObject({ type: z.literal('deployment.scale'), ...named, ...planned, replicas: z.int().min(0) }),
  /** `container` null: the only one, or refused when there are several. */
  z.strictObject({
    type: z.literal('deployment.setImage'),
    ...named,
    ...planned,
    container: z.string().nullable(),
    image: z.string(),
    cause: z.string().nullable(),
  }),
  /** `toRevision` null: the newest earlier one that came to serve. `replicas` null: as many as now. */
  z.strictObject({
    type: z.literal('deployment.rollback'),
    ...named,
    ...planned,
    toRevision: z.int().nullable(),
    replicas: z.int().min(0).nullable(),
    cause: z.string().nullable(),
  }),
  z.strictObject({ type: z.literal('deployment.pause'), ...named }),
  z.strictObject({ type: z.literal('deployment.resume'), ...named }),
  z.strictObject({
    type: z.literal('deployment.restart'),
    ...named,
    ...planned,
    cause: z.string().nullable(),
  }),
  z.strictObject({
    type: z.literal('deployment.delete'),
    ...named,
    ...planned,
    graceSeconds: z.number().nullable(),
  }),
  z.strictObject({ type: z.literal('rollout.promote'), ...named }),
  z.strictObject({ type: z.literal('rollout.abort'), ...named, ...planned }),
  /** Keeps a revision whatever the history limit says, under a name for people. null: it goes with the others again. */
  z.strictObject({
    type: z.literal('revision.pin'),
    ...named,
    revision: z.int(),
    pin: z.string().min(1).max(longestPin).nullable(),
  }),
  z.strictObject({ type: z.literal('node.cordon'), node: nodeId }),
  z.strictObject({ type: z.literal('node.uncordon'), node: nodeId }),
  z.strictObject({
    type: z.literal('node.drain'),
    node: nodeId,
    ...planned,
    deadlineSeconds: z.number().nullable(),
    force: z.boolean(),
  }),
  z.strictObject({ type: z.literal('node.remove'), node: nodeId }),
  z.strictObject({
    type: z.literal('node.update'),
    node: nodeId,
    labels: z.record(z.string(), z.string()).nullable(),
    annotations: z.record(z.string(), z.string()).nullable(),
    taints: z.array(taint).nullable(),
  }),
  z.strictObject({
    type: z.literal('task.kill'),
    task: taskId,
    graceSeconds: z.number().nullable(),
    reason: z.string(),
  }),
  /** As a kill, but refused as `disruption_budget` while a budget of the task allows none to go. */
  z.strictObject({ type: z.literal('task.evict'), task: taskId, graceSeconds: z.number().nullable() }),
  /** Labels and annotations of this one task, over its template's; each replaced whole, null leaves them as they are. */
  z.strictObject({
    type: z.literal('task.update'),
    task: taskId,
    labels: z.record(z.string(), z.string()).nullable(),
    annotations: z.record(z.string(), z.string()).nullable(),
  }),
  z.strictObject({
    type: z.literal('budget.save'),
    ...named,
    labels: z.record(z.string(), z.string()),
    annotations: z.record(z.string(), z.string()),
    spec: budgetSpec,
    /** As of `deployment.apply`. */
    mode: z.enum(['create', 'update', 'either']),
    ifGeneration: z.int().nullable(),
  }),
  z.strictObject({ type: z.literal('budget.delete'), ...named }),
  z.strictObject({
    type: z.literal('autoscaler.save'),
    ...named,
    labels: z.record(z.string(), z.string()),
    annotations: z.record(z.string(), z.string()),
    spec: autoscalerSpec,
    /** As of `deployment.apply`. */
    mode: z.enum(['create', 'update', 'either']),
    ifGeneration: z.int().nullable(),
  }),
  z.strictObject({ type: z.literal('autoscaler.delete'), ...named }),
  z.strictObject({
    type: z.literal('namespace.save'),
    name: z.string(),
    labels: z.record(z.string(), z.string()),
    annotations: z.record(z.string(), z.string()),
  }),
  z.strictObject({ type: z.literal('namespace.delete'), name: z.string() }),
  z.strictObject({
    type: z.literal('service.save'),
    ...named,
    labels: z.record(z.string(), z.string()),
    annotations: z.record(z.string(), z.string()),
    spec: serviceSpec,
    /** As of `deployment.apply`. */
    mode: z.enum(['create', 'update', 'either']),
    ifGeneration: z.int().nullable(),
  }),
  z.strictObject({ type: z.literal('service.delete'), ...named }),
  ...configurationAct.options,
  ...jobCommand.options,
]);
export type SingleAct = z.infer<typeof singleAct>;

/** The most things that one act can be about. */
export const mostActsTogether = 500;

/** What changes the cluster as soon as it is accepted. */
export const act = z.discriminatedUnion('type', [
  ...singleAct.options,
  /** All of them in one step, or none: one plan, one confirmation, one chance to take it back. */
  z.strictObject({
    type: z.literal('acts.together'),
    ...planned,
    acts: z.array(singleAct).min(1).max(mostActsTogether),
  }),
]);
export type Act = z.infer<typeof act>;

/** The longest that an act can be put off, so that nobody has forgotten it when it is done. */
export const longestUndoSeconds = 60;

export const command = z.discriminatedUnion('type', [
  ...act.options,
  ...frameworkCommand.options,
  /** Does `act` after the undo window, unless it is withdrawn before. Refused now if the act would be refused now. */
  z.strictObject({
    type: z.literal('intent.place'),
    act,
    undoSeconds: z.number().positive().max(longestUndoSeconds),
  }),
  z.strictObject({ type: z.literal('intent.withdraw'), intent: intentId }),
]);
export type Command = z.infer<typeof command>;
export type CommandType = Command['type'];
export type CommandOf<T extends CommandType> = Extract<Command, { type: T }>;

/** Who asks. `name` is shown as the author; rights are the doors' business and were checked before. */
export const actor = z.strictObject({
  name: z.string(),
  via: z.enum(['dashboard', 'api', 'kubectl', 'mesos', 'marathon', 'engine', 'agent']),
});
export type Actor = z.infer<typeof actor>;

/** What the engine answers to a command it accepted. */
export const commandReply = z.strictObject({
  /** Namespace/name or id of the object. */
  object: z.string(),
  /** Cluster revision at which it is durable. */
  revision: z.int(),
  /** For a deployment: its revision number now. */
  deploymentRevision: z.int().nullable(),
  /** False when the command asked for what already was. */
  changed: z.boolean(),
  message: z.string(),
  /** What waits and can be withdrawn; null: it is done. */
  intent: intentId.nullable(),
});
export type CommandReply = z.infer<typeof commandReply>;

export const envelope = z.strictObject({ commandId, actor, command });
export type CommandEnvelope = z.infer<typeof envelope>;
