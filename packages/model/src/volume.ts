import { z } from 'zod';
import { nodeId } from './id.ts';

export const volumeAccess = ['oneTask', 'oneNode', 'manyReaders', 'manyWriters'] as const;
export const volumeReclaim = ['keep', 'delete'] as const;

/**
 * Whose a volume is that was made of disk which its node reserves for a role: it is offered to frameworks of the role and
 * of those below it, and takes its room on the node whether a task uses it or not.
 */
export const persistence = z.strictObject({
  role: z.string(),
  /** Its name among those of the role on the node. */
  id: z.string(),
  /** Who made it: a framework's principal, or an operator. */
  principal: z.string(),
  /** Where tasks find it when they do not say. */
  containerPath: z.string(),
});
export type Persistence = z.infer<typeof persistence>;

/** Named storage that outlives tasks. Where its data lies on one node, tasks that use it are placed there. */
export const volumeRecord = z.strictObject({
  id: z.string(),
  namespace: z.string(),
  name: z.string(),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  /** `local` is a folder of the node; anything else a volume driver of the runtime. */
  driver: z.string(),
  options: z.record(z.string(), z.string()),
  /** What is asked for. Whether the driver enforces it, it says itself. */
  capacityBytes: z.int().min(0),
  /** `oneTask`: a task waits until the one before it is gone. The rest says how many nodes may mount it at a time. */
  access: z.enum(volumeAccess),
  /** Where the data lies. null: not made yet, or reachable from every node. */
  nodeId: nodeId.nullable(),
  /** What becomes of the data when the volume is deleted and nobody says otherwise. */
  reclaim: z.enum(volumeReclaim),
  state: z.enum(['pending', 'ready', 'lost', 'deleting']),
  /** Why it is in this state, in a sentence; empty while all is well. */
  message: z.string(),
  /** Left out: it is anybody's who names it, and its room is not counted. */
  persistence: persistence.optional(),
  author: z.string(),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
});
export type VolumeRecord = z.infer<typeof volumeRecord>;
