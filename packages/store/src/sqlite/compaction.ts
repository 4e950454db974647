import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Commit } from '@gantry/model';
import { StaleWriterError } from '../port.ts';
import { dropKeyframes } from './keyframes.ts';
import type { RecordTable } from './record-table.ts';
import { type CommitRow, decodeCommit, encodeCommit } from './row.ts';
import { inTransaction } from './transaction.ts';

/** Changes moved into the base in one transaction: few enough that the event loop hardly stops. */
const changesPerTurn = 500;

/**
 * Moves the base forward to `revision`, a few commits a transaction. Interrupted anywhere, it goes on from there the
 * next time: base and commits change together.
 */
export async function moveBase(
  database: DatabaseSync,
  base: RecordTable,
  options: { revision: number; fence: number },
): Promise<void> {
  for (;;) {
    const commits = oldestCommits(database, options.revision);
    if (commits.length === 0) return;
    inTransaction(database, () => moveInto(database, base, { commits, fence: options.fence }));
    await nextTurn();
  }
}

/** Enough of the oldest commits, up to `revision`, for one turn. */
function oldestCommits(database: DatabaseSync, revision: number): Commit[] {
  const query = 'SELECT revision, at_ms, body, crc32 FROM commits WHERE revision <= ? ORDER BY revision';
  const commits: Commit[] = [];
  let changes = 0;
  for (const row of database.prepare(query).iterate(revision)) {
    const commit = decodeCommit(row as unknown as CommitRow);
    commits.push(commit);
    changes += commit.changes.length;
    if (changes >= changesPerTurn || commits.length >= changesPerTurn) break;
  }
  return commits;
}

function moveInto(
  database: DatabaseSync,
  base: RecordTable,
  { commits, fence }: { commits: Commit[]; fence: number },
): void {
  for (const commit of commits) base.write(commit.revision, encodeCommit(commit).writes);
  const { revision, atMs } = commits.at(-1)!;
  const moved = database
    .prepare('UPDATE store SET base_revision = ?, base_at_ms = ? WHERE fence = ?')
    .run(revision, atMs, fence);
  if (moved.changes === 0) throw new StaleWriterError('Only the leader may compact.');
  database.prepare('DELETE FROM commits WHERE revision <= ?').run(revision);
  database.prepare('DELETE FROM removals WHERE removed_at <= ?').run(revision);
  dropKeyframes(database, revision);
}
