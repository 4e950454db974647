import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type RecordWrite, recordChecksum } from './row.ts';

/** Prepared writes to `records` or `base_records`. An upsert keeps the row's place, as a Map does. */
export class RecordTable {
  readonly #save: StatementSync;
  readonly #remove: StatementSync;
  /** Keeps what a record said last; of the base nobody asks that. */
  readonly #keep: StatementSync | null;

  constructor(database: DatabaseSync, table: 'records' | 'base_records') {
    this.#save = database.prepare(
      `INSERT INTO ${table} (kind, key, revision, body, crc32) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (kind, key) DO UPDATE SET revision = excluded.revision, body = excluded.body, crc32 = excluded.crc32`,
    );
    this.#remove = database.prepare(`DELETE FROM ${table} WHERE kind = ? AND key = ?`);
    this.#keep =
      table === 'base_records'
        ? null
        : database.prepare(
            `INSERT INTO removals SELECT ?, kind, key, revision, body, crc32 FROM ${table} WHERE kind = ? AND key = ?`,
          );
  }

  write(revision: number, writes: readonly RecordWrite[]): void {
    for (const { kind, key, body } of writes) {
      if (body === null) {
        this.#keep?.run(revision, kind, key);
        this.#remove.run(kind, key);
      } else this.#save.run(kind, key, revision, body, recordChecksum(kind, key, revision, body));
    }
  }
}
