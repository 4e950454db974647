import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Snapshot } from '@gantry/model';
import { CompactedError } from '../port.ts';
import { applyChanges, emptyState, type State, snapshotOf } from '../state.ts';
import { newestKeyframe, readKeyframe } from './keyframes.ts';
import { type CommitRow, decodeCommit, decodeRecord, type RecordRow } from './row.ts';

/** Rows folded before others get their turn on the event loop. */
const rowsPerTurn = 500;

/**
 * The state at `revision`: the nearest keyframe before it, or the base, with the commits up to it folded onto it. Reads from a connection of its own, in one
 * transaction, so that neither appends nor a compaction in between can be seen.
 */
export async function readPast(folder: string, revision: number): Promise<Snapshot> {
  const database = new DatabaseSync(join(folder, 'gantry.db'), { readOnly: true, timeout: 2000 });
  try {
    database.exec('BEGIN');
    return await fold(database, revision);
  } finally {
    database.close();
  }
}

async function fold(database: DatabaseSync, revision: number): Promise<Snapshot> {
  const base = readBase(database);
  if (revision < base.revision) throw new CompactedError(base.revision);
  const state = emptyState();
  const keyframe = newestKeyframe(database, revision);
  const begin = keyframe ?? base;
  if (keyframe === null) await foldBase(database, state);
  else for await (const records of readKeyframe(database, keyframe)) applyChanges(state, records);
  const last = await foldCommits(database, state, { after: begin.revision, upTo: revision });
  if ((last?.revision ?? begin.revision) !== revision) {
    throw new RangeError(`Revision ${revision} is yet to come.`);
  }
  return snapshotOf(state, { revision, atMs: last?.at_ms ?? begin.atMs });
}

export function readBase(database: DatabaseSync): { revision: number; atMs: number } {
  const row = database.prepare('SELECT base_revision, base_at_ms FROM store').get();
  return { revision: Number(row?.base_revision), atMs: Number(row?.base_at_ms) };
}

async function foldBase(database: DatabaseSync, state: State): Promise<void> {
  const rows = database
    .prepare('SELECT kind, key, revision, body, crc32 FROM base_records ORDER BY id')
    .iterate();
  let turn = 0;
  for (const row of rows) {
    applyChanges(state, [decodeRecord(row as unknown as RecordRow)]);
    if (++turn % rowsPerTurn === 0) await nextTurn();
  }
}

async function foldCommits(
  database: DatabaseSync,
  state: State,
  { after, upTo }: { after: number; upTo: number },
): Promise<CommitRow | undefined> {
  const query = `SELECT revision, at_ms, body, crc32 FROM commits WHERE revision > ? AND revision <= ?
    ORDER BY revision`;
  let changes = 0;
  let last: CommitRow | undefined;
  for (const row of database.prepare(query).iterate(after, upTo)) {
    last = row as unknown as CommitRow;
    const commit = decodeCommit(last);
    applyChanges(state, commit.changes);
    changes += commit.changes.length;
    if (changes >= rowsPerTurn) {
      changes = 0;
      await nextTurn();
    }
  }
  return last;
}
