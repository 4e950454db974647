import { z } from 'zod';

/**
 * What the scheduler's door keeps with an executor and with the tasks it carries, for the agent that tells the executor:
 * messages of Mesos's, whole and as they came, as nobody in between needs to understand them.
 */

const message = z.record(z.string(), z.unknown());

/** Of an executor: what its SUBSCRIBED event says. */
export const executorData = z.object({
  executor_info: message,
  framework_info: message,
  agent_info: message,
});
export type ExecutorData = z.infer<typeof executorData>;

/** Of a task that an executor carries: what its LAUNCH event says. Other things may be beside it. */
export const carriedData = z.object({ task_info: message });
export type CarriedData = z.infer<typeof carriedData>;
