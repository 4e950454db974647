import { type MesosState, mesosStates } from '@gantry/mesos-wire';
import { z } from 'zod';

/** The calls of Mesos's v1 executor API, as far as they are read here. Unknown fields are ignored, but passed on in a status. */

const id = z.object({ value: z.string().min(1) });
const tellable = mesosStates.filter((state) => state !== 'TASK_STAGING') as Exclude<
  MesosState,
  'TASK_STAGING'
>[];

/** 16 bytes in base64: with it the framework acknowledges. */
const uuid = z.string().refine((text) => Buffer.from(text, 'base64').length === 16, 'Not a valid UUID');

export const executorStatus = z.looseObject({
  task_id: id,
  state: z.enum(tellable),
  source: z.literal('SOURCE_EXECUTOR'),
  uuid,
  executor_id: id.optional(),
  message: z.string().optional(),
  reason: z.string().optional(),
  healthy: z.boolean().optional(),
  timestamp: z.number().optional(),
});
export type ExecutorStatus = z.infer<typeof executorStatus>;

const listOf = <T extends z.ZodType>(item: T) => z.array(item).default([]);
const of = { executor_id: id, framework_id: id };

export const executorCall = z.discriminatedUnion('type', [
  /** `subscribe` left out: a client that does not know what it holds, as the npm package mesos-framework (decision 28). */
  z.object({
    ...of,
    type: z.literal('SUBSCRIBE'),
    subscribe: z
      .object({
        unacknowledged_tasks: listOf(z.object({ task_id: id })),
        unacknowledged_updates: listOf(z.object({ status: executorStatus })),
      })
      .optional(),
  }),
  z.object({ ...of, type: z.literal('UPDATE'), update: z.object({ status: executorStatus }) }),
  z.object({ ...of, type: z.literal('MESSAGE'), message: z.object({ data: z.string() }) }),
  z.object({ ...of, type: z.literal('HEARTBEAT') }),
]);
export type ExecutorCall = z.infer<typeof executorCall>;
export type Subscribe = Extract<ExecutorCall, { type: 'SUBSCRIBE' }>['subscribe'];
