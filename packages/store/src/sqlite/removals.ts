import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TableName } from '@gantry/model';
import type { Removal } from '../port.ts';
import { decodeRecord, type RecordRow } from './row.ts';

/** Rows read before others get their turn on the event loop. */
const rowsPerTurn = 500;

interface RemovalRow extends RecordRow {
  rowid: number;
  removed_at: number;
}

/** What was deleted from a table in a span of revisions, oldest first, as it was before. */
export async function readRemovals(
  database: DatabaseSync,
  table: TableName,
  { after, upTo, limit }: { after: number; upTo: number; limit: number },
): Promise<Removal[]> {
  const read = database.prepare(
    `SELECT rowid, removed_at, kind, key, revision, body, crc32 FROM removals
     WHERE kind = ? AND removed_at <= ? AND (removed_at, rowid) > (?, ?) ORDER BY removed_at, rowid LIMIT ?`,
  );
  const removals: Removal[] = [];
  let from = [after, Number.MAX_SAFE_INTEGER] as const;
  while (removals.length < limit) {
    const most = Math.min(rowsPerTurn, limit - removals.length);
    const rows = read.all(table, upTo, ...from, most) as unknown as RemovalRow[];
    for (const row of rows)
      removals.push({ revision: row.removed_at, key: row.key, value: decodeRecord(row).value! });
    const last = rows.at(-1);
    if (last === undefined || rows.length < most) break;
    from = [last.removed_at, last.rowid];
    await nextTurn();
  }
  return removals;
}
