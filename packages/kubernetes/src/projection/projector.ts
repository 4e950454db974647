import type { View } from '@gantry/engine';
import type { NodeId, TableName, TaskUsage, Template } from '@gantry/model';

/** What a projection reads: the durable state, the revision at which each record last changed, and the time. */
export interface Projector {
  view: View;
  /** Cluster revision of the last change of a record: the object's resourceVersion. */
  versionOf(table: TableName, key: string): number;
  usageOf(nodeId: NodeId): { cpuMillisUsed: number; memoryBytesUsed: number; tasks: TaskUsage[] } | null;
  nowMs: number;
  /** Templates of a dry run, by hash: they are not stored. */
  unsaved?: ReadonlyMap<string, Template>;
}

/** Selectable metadata, and the newest of several records' versions. */
export function newestVersion(
  projector: Projector,
  records: Iterable<{ table: TableName; key: string }>,
): string {
  let newest = 0;
  for (const { table, key } of records) newest = Math.max(newest, projector.versionOf(table, key));
  return String(newest);
}
