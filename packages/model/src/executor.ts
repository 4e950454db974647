import { z } from 'zod';
import { taskId } from './id.ts';

/**
 * An executor of a framework's own is a task: it has a node, takes room, and ends. The tasks it carries are tasks as
 * well, which take room of their own; how they are is what it tells, in updates that its framework acknowledges one by
 * one.
 */

/** What an executor told of a task it carries, and its framework is to hear until it acknowledges it. */
export const taskUpdate = z.strictObject({
  uuid: z.string(),
  /** It tells of the task's end, so nothing comes after it. */
  isEnd: z.boolean(),
  /** Opaque to Gantry: the executor's own words (Mesos's TaskStatus as JSON). */
  status: z.string(),
});
export type TaskUpdate = z.infer<typeof taskUpdate>;

/** What an executor and its framework say to each other; nobody keeps it, and it may get lost. */
export const executorMessage = z.strictObject({
  type: z.literal('executor-message'),
  /** The executor's. */
  taskId,
  dataBase64: z.string(),
});
