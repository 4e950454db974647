import { z } from 'zod';
import { jobId, nodeId } from './id.ts';
import { resources } from './resources.ts';

/**
 * Resources of one node that are kept for one role and the roles below it, whether they are used or not. Of one role and
 * node there is one that its agent made, and one that operators and frameworks make larger and smaller.
 */
export const reservationRecord = z.strictObject({
  id: z.string(),
  nodeId,
  role: z.string(),
  resources,
  /** Who reserved it: a framework's principal, or an operator. */
  principal: z.string(),
  createdAtMs: z.number(),
  /** For this waiting gang alone, until it starts or its time to gather is over. */
  jobId: jobId.optional(),
  /** By the node's own agent, whose setting alone changes it. */
  isStatic: z.boolean().optional(),
});
export type ReservationRecord = z.infer<typeof reservationRecord>;
