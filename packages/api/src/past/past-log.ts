import type { Commit, Snapshot } from '@gantry/model';

/** What the store remembers of the past. Everything throws `CompactedError` when it was compacted away. */
export interface PastLog {
  /** Commits after a revision, oldest first, at most `limit`. */
  commits(after: number, limit: number): Promise<Commit[]>;
  /** The newest revision that is not later than `atMs`, and the oldest that can still be asked for. */
  revisionAt(atMs: number): Promise<{ revision: number; oldest: number }>;
  /** The whole state as it was at a revision. */
  stateAt(revision: number): Promise<Snapshot>;
}
