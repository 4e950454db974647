import type { ControlPlane } from '@gantry/controlplane';
import type { Commit, Snapshot, TableName, Tables } from '@gantry/model';

/** What of the control plane whoever draws the past beside the present needs. */
export type PresentPlane = Pick<ControlPlane, 'view' | 'now'>;

/** Where the past ends. */
export interface Present {
  readonly view: Pick<ControlPlane['view'], 'revision'>;
  now(): number;
}

/** What the store remembers of the past. Everything throws `CompactedError` when it was compacted away. */
export interface PastLog {
  /** Commits after a revision, oldest first, at most `limit`. */
  commits(after: number, limit: number): Promise<Commit[]>;
  /** The newest revision that is not later than `atMs`, and the oldest that can still be asked for. */
  revisionAt(atMs: number): Promise<{ revision: number; oldest: number }>;
  /** The whole state as it was at a revision. */
  stateAt(revision: number): Promise<Snapshot>;
  /** One record as it was at a revision; null: it was not there. No state is put together for it. */
  recordAt<T extends TableName>(table: T, key: string, revision: number): Promise<Tables[T] | null>;
  /** What was deleted from a table after one revision and up to another, as it was before, oldest first. */
  removals(
    table: TableName,
    span: { after: number; upTo: number; limit: number },
  ): Promise<{ key: string; value: Tables[TableName] }[]>;
}
