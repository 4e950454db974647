import { assignment, type TaskId, taskReport, taskUpdate, template } from '@gantry/model';
import { z } from 'zod';
import type { TaskPlan } from './container-request.ts';

/**
 * What the agent must still know of a task after its own restart, and can learn from nobody while the control plane is
 * away: what the task is made of, what ran, and how it ended. Only a memory: containers are found by their runtime.
 */
export const journalEntry = z.strictObject({
  /** Without environment and files: secrets are never written down. */
  assignment,
  template,
  /** The boot of the machine in which it ran. */
  bootId: z.string(),
  startedContainers: z.array(z.string()),
  end: z
    .strictObject({
      state: z.enum(['succeeded', 'failed', 'stopped']),
      reason: z.string(),
      message: z.string(),
      graceMs: z.number().nullable(),
    })
    .nullable(),
  report: taskReport,
  /** Of a task that an executor carries: whether that has it, and what its framework is still to hear. */
  carried: z
    .strictObject({
      isLaunched: z.boolean(),
      waiting: z.array(taskUpdate),
      settled: z.array(z.string()),
    })
    .optional(),
});
export type JournalEntry = z.infer<typeof journalEntry>;

/** Where entries are kept. A port, so that a simulated agent can be restarted with or without its memory. */
export interface Journal {
  load(): Promise<JournalEntry[]>;
  /** Replaces the task's entry, soon; the newest one given wins. */
  save(entry: JournalEntry): void;
  remove(taskId: TaskId): void;
  /** Resolves when everything given so far is written. */
  flush(): Promise<void>;
}

export function withoutSecrets({ assignment, template }: TaskPlan): TaskPlan {
  return { template, assignment: { ...assignment, environment: {}, files: [] } };
}
