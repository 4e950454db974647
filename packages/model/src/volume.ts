import { z } from 'zod';
import { nodeId, taskId } from './id.ts';

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
  access: z.enum(['oneTask', 'oneNode', 'manyReaders', 'manyWriters']),
  /** Where the data lies. null: not made yet, or reachable from every node. */
  nodeId: nodeId.nullable(),
  usedBy: z.array(taskId),
  reclaim: z.enum(['keep', 'delete']),
  state: z.enum(['pending', 'ready', 'lost', 'deleting']),
  message: z.string(),
  createdAtMs: z.number(),
});
export type VolumeRecord = z.infer<typeof volumeRecord>;
