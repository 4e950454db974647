import { z } from 'zod';
import { nodeId } from './id.ts';
import { resources } from './resources.ts';

/** Resources of one node that are kept for one role and the roles below it, whether they are used or not. */
export const reservationRecord = z.strictObject({
  /** `<node id>/<role>`. */
  id: z.string(),
  nodeId,
  role: z.string(),
  resources,
  /** Who reserved it: a framework's principal, or an operator. */
  principal: z.string(),
  createdAtMs: z.number(),
});
export type ReservationRecord = z.infer<typeof reservationRecord>;
