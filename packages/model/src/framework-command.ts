import { z } from 'zod';
import { frameworkId, nodeId, offerId, taskId } from './id.ts';
import { offerWishes } from './offer-wish.ts';
import { unavailability } from './records.ts';
import { resources } from './resources.ts';
import { template } from './template.ts';
import { persistence } from './volume.ts';

/** What schedulers from outside ask for, and what operators set for their roles. Done at once; nobody undoes an offer. */

const ofFramework = { framework: frameworkId };
/** How long what is left of the offers is not offered to this framework again. */
const refusal = { refuseSeconds: z.number().min(0) };

/** A task that a framework wants of its offers. */
export const launch = z.strictObject({
  name: z.string(),
  template,
  labels: z.record(z.string(), z.string()),
  /** Tasks of one group stop with the first of them that fails or is stopped. null: it is in none. */
  group: z.string().nullable(),
  /** Opaque to the engine; kept with the task. */
  frameworkData: z.string(),
  /** The framework's own executor that is to carry it: made with this task where the node has none of the id. Left out: none. */
  executor: z
    .strictObject({ id: z.string(), name: z.string(), template, frameworkData: z.string() })
    .optional(),
});
export type Launch = z.infer<typeof launch>;

/** What a framework says of itself. */
const frameworkSettings = {
  name: z.string(),
  user: z.string(),
  roles: z.array(z.string()),
  suppressedRoles: z.array(z.string()),
  principal: z.string(),
  capabilities: z.array(z.string()),
  failoverTimeoutMs: z.number().min(0),
  webuiUrl: z.string(),
  hostname: z.string(),
  ...offerWishes,
};

export const frameworkCommand = z.discriminatedUnion('type', [
  /** `framework` null: a new one, whose id is in the reply's `object`. */
  z.strictObject({
    type: z.literal('framework.subscribe'),
    framework: frameworkId.nullable(),
    ...frameworkSettings,
  }),
  /** The same without another connection. Offers for roles that it gives up are taken back. */
  z.strictObject({ type: z.literal('framework.update'), ...ofFramework, ...frameworkSettings }),
  /** Its connection ended; its tasks run on until its failover time is over. */
  z.strictObject({ type: z.literal('framework.disconnect'), ...ofFramework }),
  /** It goes for good, and its tasks with it. */
  z.strictObject({ type: z.literal('framework.remove'), ...ofFramework, reason: z.string() }),
  /** No offers for these roles until it asks for them again. No roles: all of its own. */
  z.strictObject({ type: z.literal('framework.suppress'), ...ofFramework, roles: z.array(z.string()) }),
  /** Offers again, whatever it refused before. */
  z.strictObject({ type: z.literal('framework.revive'), ...ofFramework, roles: z.array(z.string()) }),
  /** It knows that the task has ended; or, of a task that an executor carries, the update of this uuid. */
  z.strictObject({
    type: z.literal('framework.acknowledge'),
    ...ofFramework,
    task: taskId,
    uuid: z.string().optional(),
  }),
  /** Launches tasks of one node's offers, all or none. Without launches it is the same as to decline. */
  z.strictObject({
    type: z.literal('offer.accept'),
    ...ofFramework,
    ...refusal,
    offers: z.array(offerId),
    launches: z.array(launch),
  }),
  z.strictObject({
    type: z.literal('offer.decline'),
    ...ofFramework,
    ...refusal,
    offers: z.array(offerId),
  }),
  /** An operator takes an offer back before it was answered. `reason` is told to who looks, not to the framework. */
  z.strictObject({ type: z.literal('offer.rescind'), offer: offerId, reason: z.string() }),
  /** Keeps so much more of a node for a role and those below it. Offers that others hold of the node are taken back. */
  z.strictObject({
    type: z.literal('node.reserve'),
    node: nodeId,
    role: z.string(),
    resources,
    principal: z.string(),
  }),
  z.strictObject({ type: z.literal('node.unreserve'), node: nodeId, role: z.string(), resources }),
  /**
   * Makes a volume of disk that is reserved for the role on the node. `offers`: outstanding ones that its disk is taken out
   * of, and that it is then in; with none, offers that hold such disk are taken back.
   */
  z.strictObject({
    type: z.literal('node.createVolume'),
    node: nodeId,
    persistence,
    bytes: z.int().min(1),
    offers: z.array(offerId),
  }),
  /** Deletes such a volume with its data. An offer that it is in, but for `offers`, is taken back. */
  z.strictObject({
    type: z.literal('node.destroyVolume'),
    node: nodeId,
    role: z.string(),
    persistenceId: z.string(),
    offers: z.array(offerId),
  }),
  /** Announces that a node will be away, or takes that back. Its offers are made anew, with the time in them. */
  z.strictObject({
    type: z.literal('node.announce'),
    node: nodeId,
    unavailable: unavailability.nullable(),
  }),
  /** Weight and quota of a role; a quota counts for the role with all roles below it. */
  z.strictObject({
    type: z.literal('role.save'),
    name: z.string(),
    weight: z.number().positive(),
    quotaGuarantee: resources.nullable(),
    quotaLimit: resources.nullable(),
  }),
]);
export type FrameworkCommand = z.infer<typeof frameworkCommand>;
