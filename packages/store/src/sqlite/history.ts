import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Commit, Snapshot, TableName, Tables } from '@gantry/model';
import { CompactedError, type History, type Removal } from '../port.ts';
import { faulting, toFault } from './fault.ts';
import { readBase, readPast } from './past.ts';
import { readRecordAt } from './record-at.ts';
import { readRemovals } from './removals.ts';
import { type CommitRow, decodeCommits } from './row.ts';

/** What a folder's store remembers, for whoever only reads it: beside the one that writes, in another thread too. */
export function openSqliteHistory(folder: string): SqliteHistory {
  return faulting(folder, () => {
    const database = new DatabaseSync(join(folder, 'gantry.db'), { readOnly: true, timeout: 2000 });
    return new SqliteHistory(folder, database);
  });
}

/** What is read of the past. Nothing is written by it. */
export class SqliteHistory implements History {
  readonly #folder: string;
  readonly #database: DatabaseSync;

  constructor(folder: string, database: DatabaseSync) {
    this.#folder = folder;
    this.#database = database;
  }

  async history(after: number, limit: number): Promise<Commit[]> {
    const rows = faulting(this.#folder, () => {
      const oldest = readBase(this.#database).revision;
      if (after < oldest) throw new CompactedError(oldest);
      return this.#database
        .prepare(
          'SELECT revision, at_ms, body, crc32 FROM commits WHERE revision > ? ORDER BY revision LIMIT ?',
        )
        .all(after, limit);
    });
    return decodeCommits(rows as unknown as CommitRow[]);
  }

  async at(revision: number): Promise<Snapshot> {
    return readPast(this.#folder, revision).catch((error) => {
      throw toFault(this.#folder, error);
    });
  }

  async revisionAt(atMs: number): Promise<{ revision: number; oldest: number }> {
    return faulting(this.#folder, () => {
      const base = readBase(this.#database);
      const row = this.#database
        .prepare('SELECT revision FROM commits WHERE at_ms <= ? ORDER BY at_ms DESC, revision DESC LIMIT 1')
        .get(atMs);
      const known = base.atMs <= atMs ? base.revision : 0;
      return { revision: row === undefined ? known : Number(row.revision), oldest: base.revision };
    });
  }

  async removals(table: TableName, span: { after: number; upTo: number; limit: number }): Promise<Removal[]> {
    return readRemovals(this.#database, table, span).catch((error) => {
      throw toFault(this.#folder, error);
    });
  }

  async recordAt<T extends TableName>(table: T, key: string, revision: number): Promise<Tables[T] | null> {
    const found = await readRecordAt(this.#folder, { table, key, revision }).catch((error) => {
      throw toFault(this.#folder, error);
    });
    return found as Tables[T] | null;
  }

  /** Of one that was opened by itself. */
  close(): void {
    this.#database.close();
  }
}
