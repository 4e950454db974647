import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { StaleWriterError } from '../port.ts';
import { readBase } from './past.ts';
import type { RecordTable } from './record-table.ts';
import { type CommitRow, decodeCommit, encodeCommit } from './row.ts';
import { inTransaction } from './transaction.ts';

/** Commits moved into the base in one transaction: few enough that the event loop hardly stops. */
const commitsPerTurn = 100;

/**
 * Moves the base forward to `revision`, a few commits a transaction. Interrupted anywhere, it goes on from there the
 * next time: base and commits change together.
 */
export async function moveBase(
  database: DatabaseSync,
  base: RecordTable,
  options: { revision: number; fence: number },
): Promise<void> {
  while (moveSome(database, base, options)) await nextTurn();
}

function moveSome(
  database: DatabaseSync,
  base: RecordTable,
  options: { revision: number; fence: number },
): boolean {
  const rows = database
    .prepare('SELECT revision, at_ms, body, crc32 FROM commits WHERE revision <= ? ORDER BY revision LIMIT ?')
    .all(options.revision, commitsPerTurn) as unknown as CommitRow[];
  const last = rows.at(-1);
  if (last === undefined || last.revision <= readBase(database).revision) return false;
  inTransaction(database, () => {
    const moved = database
      .prepare('UPDATE store SET base_revision = ?, base_at_ms = ? WHERE fence = ?')
      .run(last.revision, last.at_ms, options.fence);
    if (moved.changes === 0) throw new StaleWriterError('Only the leader may compact.');
    for (const row of rows) base.write(row.revision, encodeCommit(decodeCommit(row)).writes);
    database.prepare('DELETE FROM commits WHERE revision <= ?').run(last.revision);
  });
  return rows.length === commitsPerTurn;
}
