import { z } from 'zod';
import { act, actor } from './command.ts';
import { intentId } from './id.ts';

/**
 * An act that waits for its undo window to pass, and what became of it: kept by the cluster, so that neither a closed
 * tab nor a crash loses it or does it early.
 */
export const intentRecord = z.strictObject({
  id: intentId,
  act,
  /** What will be done, in the imperative: `Roll web back to revision 3`. */
  summary: z.string(),
  /** Who asked for it, as whom it is done. */
  actor,
  /** The generation of its deployment, if a rollout of it was under way, which moves the plan on by itself. */
  movingGeneration: z.int().nullable(),
  createdAtMs: z.number(),
  dueAtMs: z.number(),
  /** `refused`: when its time had come, it could not be done any more. */
  state: z.enum(['waiting', 'done', 'withdrawn', 'refused']),
  endedAtMs: z.number().nullable(),
  /** What came of it, in a sentence; empty while it waits. */
  message: z.string(),
});
export type IntentRecord = z.infer<typeof intentRecord>;
