import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Change, TableName, Tables } from '@gantry/model';
import { CompactedError } from '../port.ts';
import { newestKeyframe, partsWith } from './keyframes.ts';
import { readBase } from './past.ts';
import { type CommitRow, changeHead, decodeCommit, decodeRecord, type RecordRow } from './row.ts';

/** Commits looked through in one turn of the event loop: each may hold a hundred changes. */
const commitsPerTurn = 64;

interface Wanted {
  table: TableName;
  key: string;
  revision: number;
}

/**
 * One record as it was at a revision: the newest commit before it that wrote it, or what the keyframe or the base before
 * those says. No state is put together for it, and what does not name the record is not parsed. Reads as `readPast` does.
 */
export async function readRecordAt(folder: string, wanted: Wanted): Promise<Tables[TableName] | null> {
  const database = new DatabaseSync(join(folder, 'gantry.db'), { readOnly: true, timeout: 2000 });
  try {
    database.exec('BEGIN');
    const base = readBase(database);
    if (wanted.revision < base.revision) throw new CompactedError(base.revision);
    const keyframe = newestKeyframe(database, wanted.revision);
    const written = await newestWrite(database, wanted, keyframe?.revision ?? base.revision);
    if (written !== undefined) return written.value;
    if (keyframe === null) return inBase(database, wanted);
    for await (const part of partsWith(database, keyframe, changeHead(wanted))) {
      const change = lastOf(part, wanted);
      if (change !== undefined) return change.value;
    }
    return null;
  } finally {
    database.close();
  }
}

/** The newest change of the record by a commit after `after`; undefined: none wrote it. */
async function newestWrite(
  database: DatabaseSync,
  wanted: Wanted,
  after: number,
): Promise<Change | undefined> {
  const read = database.prepare(
    `SELECT revision, at_ms, body, crc32 FROM commits WHERE revision > ? AND revision <= ? AND instr(body, ?) > 0
     ORDER BY revision DESC`,
  );
  for (let upTo = wanted.revision; upTo > after; upTo -= commitsPerTurn) {
    // Row by row: one that is written with each commit is found in the first, and the others are not read.
    for (const row of read.iterate(Math.max(after, upTo - commitsPerTurn), upTo, changeHead(wanted))) {
      const change = lastOf(decodeCommit(row as unknown as CommitRow).changes, wanted);
      if (change !== undefined) return change;
    }
    await nextTurn();
  }
  return undefined;
}

const lastOf = (changes: readonly Change[], { table, key }: Wanted): Change | undefined =>
  changes.findLast((change) => change.table === table && change.key === key);

function inBase(database: DatabaseSync, { table, key }: Wanted): Tables[TableName] | null {
  const row = database
    .prepare('SELECT kind, key, revision, body, crc32 FROM base_records WHERE kind = ? AND key = ?')
    .get(table, key);
  return row === undefined ? null : decodeRecord(row as unknown as RecordRow).value;
}
