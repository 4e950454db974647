import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Commit, Snapshot, TableName, Tables } from '@gantry/model';
import { type Leadership, type Removal, StaleWriterError, type Store, StoreFault } from '../port.ts';
import { applyChanges, emptyState, snapshotOf } from '../state.ts';
import { moveBase } from './compaction.ts';
import { faulting, isSqliteError, sqliteCode, toFault } from './fault.ts';
import { lockFolder } from './folder-lock.ts';
import { HeadMark } from './head-mark.ts';
import { SqliteHistory } from './history.ts';
import { KeyframeRhythm, makeKeyframe, newestKeyframe } from './keyframes.ts';
import { readBase } from './past.ts';
import { RecordTable } from './record-table.ts';
import { decodeRecord, encodeCommit, type RecordRow } from './row.ts';
import { formatVersion, schema } from './schema.ts';
import { inTransaction } from './transaction.ts';

export interface SqliteStoreOptions {
  /** Made when it is not there. Holds gantry.db with its -wal and -shm, gantry.lock, gantry.holder and gantry.head. */
  folder: string;
  /** How long `lead` waits for another control plane to go before it is refused; Infinity stands by. Default 1,500. */
  waitForLockMs?: number;
  /** Called once when the folder turns out to be in use, with a description of who has it. */
  onWait?: (holder: string) => void;
  /** A whole state is kept after so many changes, and as many as there are records, at the least. Default 20,000. */
  leastPerKeyframe?: number;
  /** Told when a keyframe could not be made; the store goes on without it. */
  onKeyframeFault?: (error: unknown) => void;
}

const defaultLeastPerKeyframe = 20_000;

/**
 * The embedded default: Node's own SQLite, write-ahead log, synced with every commit. Its calls block the thread for a
 * fraction of a millisecond each. Throws `StoreFault` when the folder or the file in it cannot be used.
 */
export function openSqliteStore(options: SqliteStoreOptions): Store {
  return faulting(options.folder, () => new SqliteStore(options));
}

class SqliteStore implements Store {
  readonly #options: SqliteStoreOptions;
  readonly #folder: string;
  readonly #database: DatabaseSync;
  readonly #mark: HeadMark;
  readonly #records: RecordTable;
  readonly #base: RecordTable;
  readonly #saveCommit: StatementSync;
  readonly #head: StatementSync;
  readonly #history: SqliteHistory;
  readonly #rhythm: KeyframeRhythm;
  readonly #closing = new AbortController();
  /** The keyframe that is being made. */
  #keyframe: Promise<void> | null = null;
  #lead: { fence: number; lost: AbortController; unlock: () => void } | null = null;

  constructor(options: SqliteStoreOptions) {
    this.#options = options;
    this.#folder = options.folder;
    this.#rhythm = new KeyframeRhythm(options.leastPerKeyframe ?? defaultLeastPerKeyframe);
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    this.#database = openDatabase(this.#folder);
    this.#mark = new HeadMark(this.#folder);
    this.#history = new SqliteHistory(this.#folder, this.#database);
    this.#records = new RecordTable(this.#database, 'records');
    this.#base = new RecordTable(this.#database, 'base_records');
    this.#saveCommit = this.#database.prepare('INSERT INTO commits VALUES (?, ?, ?, ?)');
    this.#head = this.#database.prepare(
      'SELECT fence, coalesce((SELECT max(revision) FROM commits), base_revision) AS head FROM store',
    );
  }

  async lead(signal: AbortSignal): Promise<Leadership> {
    const { waitForLockMs = 1500, onWait = () => {} } = this.#options;
    const unlock = await lockFolder(this.#folder, { waitMs: waitForLockMs, signal, onWait });
    const fence = faulting(this.#folder, () => this.#raiseFence());
    const lead = { fence, lost: new AbortController(), unlock };
    this.#lead = lead;
    return { fence, lost: lead.lost.signal, release: async () => this.#release(lead) };
  }

  #raiseFence(): number {
    return inTransaction(this.#database, () => {
      const row = this.#database.prepare('UPDATE store SET fence = fence + 1 RETURNING fence').get();
      return Number(row?.fence);
    });
  }

  #release(lead: { unlock: () => void }): void {
    if (this.#lead !== lead) return;
    this.#lead = null;
    lead.unlock();
  }

  async load(): Promise<Snapshot> {
    return faulting(this.#folder, () => {
      checkPages(this.#database);
      const acknowledged = this.#mark.read();
      const { head } = this.#headAndFence();
      this.#mark.check(acknowledged, head);
      const state = emptyState();
      const keyframe = newestKeyframe(this.#database, head);
      let changes = 0;
      const rows = this.#database
        .prepare('SELECT kind, key, revision, body, crc32 FROM records ORDER BY id')
        .iterate() as IterableIterator<unknown> as IterableIterator<RecordRow>;
      for (const row of rows) {
        applyChanges(state, [decodeRecord(row)]);
        if (row.revision > (keyframe?.revision ?? 0)) changes += 1;
      }
      this.#rhythm.made(keyframe?.records ?? 0);
      this.#rhythm.count(changes);
      return snapshotOf(state, { revision: head, atMs: this.#headAtMs() });
    });
  }

  #headAtMs(): number {
    const newest = this.#database.prepare('SELECT at_ms FROM commits ORDER BY revision DESC LIMIT 1').get();
    return newest === undefined ? readBase(this.#database).atMs : Number(newest.at_ms);
  }

  history(after: number, limit: number): Promise<Commit[]> {
    return this.#history.history(after, limit);
  }

  at(revision: number): Promise<Snapshot> {
    return this.#history.at(revision);
  }

  revisionAt(atMs: number): Promise<{ revision: number; oldest: number }> {
    return this.#history.revisionAt(atMs);
  }

  removals(table: TableName, span: { after: number; upTo: number; limit: number }): Promise<Removal[]> {
    return this.#history.removals(table, span);
  }

  recordAt<T extends TableName>(table: T, key: string, revision: number): Promise<Tables[T] | null> {
    return this.#history.recordAt(table, key, revision);
  }

  async append(commit: Commit, fence: number): Promise<void> {
    const encoded = encodeCommit(commit);
    faulting(this.#folder, () =>
      inTransaction(this.#database, () => {
        this.#checkWriter(commit.revision, fence);
        const { revision, at_ms, body, crc32 } = encoded.row;
        this.#saveCommit.run(revision, at_ms, body, crc32);
        this.#records.write(revision, encoded.writes);
      }),
    );
    this.#mark.write(commit.revision);
    this.#rhythm.count(commit.changes.length);
    if (this.#rhythm.isDue && this.#keyframe === null) this.#keyframe = this.#makeKeyframe();
  }

  /** One that fails only makes the past slower to read, and is tried again when the next is due. */
  async #makeKeyframe(): Promise<void> {
    this.#rhythm.begin();
    try {
      const made = await makeKeyframe(this.#database, { folder: this.#folder, signal: this.#closing.signal });
      this.#rhythm.made(made.records);
    } catch (error) {
      if (!this.#closing.signal.aborted) this.#options.onKeyframeFault?.(toFault(this.#folder, error));
    } finally {
      this.#keyframe = null;
    }
  }

  #checkWriter(revision: number, fence: number): void {
    const newest = this.#headAndFence();
    if (fence !== newest.fence) {
      this.#lead?.lost.abort();
      throw new StaleWriterError(`Fence ${fence} is not the newest, which is ${newest.fence}.`);
    }
    if (revision !== newest.head + 1) {
      throw new StaleWriterError(`Revision ${revision} cannot follow: the next one is ${newest.head + 1}.`);
    }
  }

  #headAndFence(): { head: number; fence: number } {
    const row = this.#head.get();
    return { head: Number(row?.head), fence: Number(row?.fence) };
  }

  async compact(revision: number): Promise<void> {
    const fence = this.#lead?.fence;
    if (fence === undefined) throw new StaleWriterError('Only the leader may compact.');
    await moveBase(this.#database, this.#base, { revision, fence }).catch((error) => {
      throw toFault(this.#folder, error);
    });
  }

  async close(): Promise<void> {
    if (!this.#database.isOpen) return;
    this.#closing.abort();
    await this.#keyframe;
    this.#mark.close();
    this.#database.close();
    this.#lead?.unlock();
    this.#lead = null;
  }
}

/**
 * A checkpoint copies the log into the database on this thread, with a sync of its own. At SQLite's default of 1,000
 * pages that is every 50th commit; at this size it is too rare to show in the 99th percentile.
 */
const checkpointPages = 4000;

const waitForOthersMs = 2_000;

function openDatabase(folder: string): DatabaseSync {
  const database = new DatabaseSync(join(folder, 'gantry.db'), { timeout: waitForOthersMs });
  try {
    keepLog(database);
    database.exec(`PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = ${checkpointPages}`);
    inTransaction(database, () => database.exec(schema));
    checkFormat(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * SQLite does not wait, whatever the timeout, where two that open a new file in the same moment both turn to the log:
 * each would wait for the other. One of them comes again.
 */
function keepLog(database: DatabaseSync): void {
  const giveUpAtMs = performance.now() + waitForOthersMs;
  for (;;) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      const isBusy = isSqliteError(error) && (error.errcode & 0xff) === sqliteCode.busy;
      if (!isBusy || performance.now() > giveUpAtMs) throw error;
    }
  }
}

function checkFormat(database: DatabaseSync): void {
  const found = Number(database.prepare('SELECT format FROM store').get()?.format);
  if (found === formatVersion) return;
  throw new StoreFault(
    'corrupt',
    `The store has format ${found}, and this version reads ${formatVersion}. Start the version that wrote it.`,
  );
}

/**
 * Of the state's own pages, as a look at the whole history would take longer than all the rest of a start. Damage there
 * is found when it is read, by checksum.
 */
function checkPages(database: DatabaseSync): void {
  const found = String(database.prepare("PRAGMA quick_check('records')").get()?.quick_check);
  if (found === 'ok') return;
  throw new StoreFault('corrupt', `The store is damaged: ${found}. Restore the data folder from a backup.`);
}
