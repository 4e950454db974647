import { z } from 'zod';
import { offerConstraints, offerFilters } from './offer-wishes.ts';
import { boolean, id, killPolicy, listOf, number, resource, taskInfo } from './task-info.ts';

/** Where a framework does not say, a short break of its connection does not kill its tasks. Mesos would: its default is 0. */
const defaultFailoverSeconds = 60;

export const frameworkInfo = z.object({
  user: z.string().default(''),
  name: z.string(),
  id: id.optional(),
  failover_timeout: number.default(defaultFailoverSeconds),
  checkpoint: boolean.default(false),
  role: z.string().optional(),
  roles: listOf(z.string()),
  hostname: z.string().default(''),
  principal: z.string().default(''),
  webui_url: z.string().default(''),
  capabilities: listOf(z.object({ type: z.string() })),
  offer_filters: offerFilters.optional(),
});
export type FrameworkInfo = z.infer<typeof frameworkInfo>;

const filters = z.object({ refuse_seconds: number.default(5) }).default({ refuse_seconds: 5 });

export const operation = z.object({
  type: z.string(),
  id: id.optional(),
  launch: z.object({ task_infos: listOf(taskInfo) }).optional(),
  reserve: z.object({ resources: listOf(resource) }).optional(),
  unreserve: z.object({ resources: listOf(resource) }).optional(),
  create: z.object({ volumes: listOf(resource) }).optional(),
  destroy: z.object({ volumes: listOf(resource) }).optional(),
  launch_group: z
    .object({
      executor: z
        .object({ executor_id: id.optional(), type: z.string().optional(), resources: listOf(resource) })
        .optional(),
      task_group: z.object({ tasks: listOf(taskInfo) }),
    })
    .optional(),
});
export type Operation = z.infer<typeof operation>;

const subscribe = z.object({
  framework_info: frameworkInfo,
  suppressed_roles: listOf(z.string()),
  offer_constraints: offerConstraints.optional(),
});
const roles = z.object({ roles: listOf(z.string()) }).default({ roles: [] });

/** 16 bytes in base64. */
const uuid = z.string().refine((text) => Buffer.from(text, 'base64').length === 16, 'Not a valid UUID');
const of = { framework_id: id.optional() };

const inverseAnswer = z.object({ inverse_offer_ids: listOf(id), filters });

export const call = z.discriminatedUnion('type', [
  z.object({ ...of, type: z.literal('SUBSCRIBE'), subscribe }),
  z.object({ ...of, type: z.literal('TEARDOWN') }),
  z.object({
    ...of,
    type: z.literal('ACCEPT'),
    accept: z.object({ offer_ids: listOf(id), operations: listOf(operation), filters }),
  }),
  z.object({ ...of, type: z.literal('DECLINE'), decline: z.object({ offer_ids: listOf(id), filters }) }),
  z.object({ ...of, type: z.literal('ACCEPT_INVERSE_OFFERS'), accept_inverse_offers: inverseAnswer }),
  z.object({ ...of, type: z.literal('DECLINE_INVERSE_OFFERS'), decline_inverse_offers: inverseAnswer }),
  z.object({ ...of, type: z.literal('REVIVE'), revive: roles }),
  z.object({ ...of, type: z.literal('SUPPRESS'), suppress: roles }),
  z.object({
    ...of,
    type: z.literal('KILL'),
    kill: z.object({ task_id: id, agent_id: id.optional(), kill_policy: killPolicy.optional() }),
  }),
  z.object({
    ...of,
    type: z.literal('SHUTDOWN'),
    shutdown: z.object({ executor_id: id, agent_id: id }),
  }),
  z.object({
    ...of,
    type: z.literal('ACKNOWLEDGE'),
    acknowledge: z.object({ agent_id: id, task_id: id, uuid }),
  }),
  z.object({
    ...of,
    type: z.literal('RECONCILE'),
    reconcile: z.object({ tasks: listOf(z.object({ task_id: id, agent_id: id.optional() })) }),
  }),
  z.object({
    ...of,
    type: z.literal('MESSAGE'),
    message: z.object({ agent_id: id, executor_id: id, data: z.string() }),
  }),
  z.object({
    ...of,
    type: z.literal('ACKNOWLEDGE_OPERATION_STATUS'),
    acknowledge_operation_status: z.object({ operation_id: id, uuid }),
  }),
  z.object({
    ...of,
    type: z.literal('RECONCILE_OPERATIONS'),
    reconcile_operations: z.object({
      operations: listOf(z.object({ operation_id: id, agent_id: id.optional() })),
    }),
  }),
  z.object({ ...of, type: z.literal('REQUEST'), request: z.object({ requests: listOf(z.unknown()) }) }),
  z.object({ ...of, type: z.literal('UPDATE_FRAMEWORK'), update_framework: subscribe }),
]);
export type Call = z.infer<typeof call>;
export type CallOf<T extends Call['type']> = Extract<Call, { type: T }>;
