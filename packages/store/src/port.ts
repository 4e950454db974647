import type { Commit, Snapshot, TableName, Tables } from '@gantry/model';

/** Proof of leadership. `fence` rises with every change of leader; a write with an older one is refused. */
export interface Leadership {
  readonly fence: number;
  /** Aborted when leadership is lost. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** A record that was deleted by a commit, as it was before. */
export interface Removal {
  revision: number;
  key: string;
  value: Tables[TableName];
}

/** What is remembered of the past. */
export interface History {
  /** Commits with revision > `after`, in order, oldest first; throws `CompactedError` when they are gone. */
  history(after: number, limit: number): Promise<Commit[]>;
  /**
   * The state as it was at `revision`; throws `CompactedError` when it is too far back, RangeError when it is yet to
   * come.
   */
  at(revision: number): Promise<Snapshot>;
  /**
   * What was deleted from a table after one revision and up to another, with what it said last, oldest first. Of what was
   * deleted by a version that kept no such thing, nothing.
   */
  removals(table: TableName, span: { after: number; upTo: number; limit: number }): Promise<Removal[]>;
  /**
   * One record as it was at a revision, null when it was not there; throws `CompactedError` when that is too far back.
   * The work is as far as its last write lies back, at most as far as the nearest whole state that is kept.
   */
  recordAt<T extends TableName>(table: T, key: string, revision: number): Promise<Tables[T] | null>;
  /**
   * The newest revision whose commit is not later than `atMs` (0 when there is none that is known), and the oldest
   * that can still be asked for.
   */
  revisionAt(atMs: number): Promise<{ revision: number; oldest: number }>;
}

/** The durable truth. One writer at a time; a stale writer is refused, never merged. */
export interface Store extends History {
  /** Waits for, then takes leadership. Rejects when `signal` aborts, or with a `held` fault when it must not wait. */
  lead(signal: AbortSignal): Promise<Leadership>;
  /** The state at the newest revision (empty at revision 0 for a new store). Records come in order of insertion. */
  load(): Promise<Snapshot>;
  /**
   * Atomic and durable when it resolves. Throws `StaleWriterError` when the fence is not the newest or the revision is
   * not last + 1, and `StoreFault` when the world failed. Nothing of the commit was kept then, but after an `io` fault,
   * when only loading again tells.
   */
  append(commit: Commit, fence: number): Promise<void>;
  /**
   * Forgets the history up to and including `revision`. The current state is untouched, and `at(revision)` is the
   * oldest state that can still be asked for. Only the leader may.
   */
  compact(revision: number): Promise<void>;
  close(): Promise<void>;
}

export class StaleWriterError extends Error {
  override name = 'StaleWriterError';
}

export class CompactedError extends Error {
  override name = 'CompactedError';
  readonly oldestRevision: number;
  constructor(oldestRevision: number) {
    super(`The history before revision ${oldestRevision} has been compacted.`);
    this.oldestRevision = oldestRevision;
  }
}

/**
 * The world failed the store; the message is a sentence for the operator.
 * `full`: no space left, worth trying again once there is some. `held`: another control plane has the data folder.
 * `corrupt`: what was read is not what was written. `io`: anything else; what became of the last write is unknown.
 */
export class StoreFault extends Error {
  override name = 'StoreFault';
  readonly kind: 'full' | 'held' | 'corrupt' | 'io';
  constructor(kind: StoreFault['kind'], message: string, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}
