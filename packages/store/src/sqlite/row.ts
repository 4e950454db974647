import { setImmediate as nextTurn } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import type { Change, Commit } from '@gantry/model';
import { StoreFault } from '../port.ts';

/**
 * Rows carry a checksum of all that they say. SQLite's own page checks see a torn structure, not a flipped bit inside a
 * value.
 */
export interface RecordRow {
  kind: string;
  key: string;
  revision: number;
  body: string;
  crc32: number;
}

export interface CommitRow {
  revision: number;
  at_ms: number;
  body: string;
  crc32: number;
}

/** One change as it is written: `body` null deletes. */
export interface RecordWrite {
  kind: string;
  key: string;
  body: string | null;
}

export const recordChecksum = (kind: string, key: string, revision: number, body: string) =>
  crc32(body, crc32(`${kind} ${key} ${revision}`));

const commitChecksum = (revision: number, atMs: number, body: string) =>
  crc32(body, crc32(`${revision} ${atMs}`));

/** Each record is made JSON once, for its own row and for its place in the commit's. */
export function encodeCommit(commit: Commit): { row: CommitRow; writes: RecordWrite[] } {
  const { revision, atMs } = commit;
  const writes = commit.changes.map(encodeChange);
  const body = `[${writes.map(changeText).join(',')}]`;
  return { row: { revision, at_ms: atMs, body, crc32: commitChecksum(revision, atMs, body) }, writes };
}

const encodeChange = (change: Change): RecordWrite => ({
  kind: change.table,
  key: change.key,
  body: change.value === null ? null : JSON.stringify(change.value),
});

/** A change as it stands in a list of them. */
export const changeText = (write: RecordWrite) =>
  `${changeHead({ table: write.kind, key: write.key })}${write.body}}`;

/** What a change of one record begins with, in a list of them: a list without it has no such change. */
export const changeHead = ({ table, key }: { table: string; key: string }) =>
  `{"table":${JSON.stringify(table)},"key":${JSON.stringify(key)},"value":`;

/** Throws a `corrupt` fault when the row is not what was written. */
export function decodeCommit(row: CommitRow): Commit {
  if (commitChecksum(row.revision, row.at_ms, row.body) !== row.crc32) {
    throw corrupt(`Commit ${row.revision} does not match its checksum.`);
  }
  return { revision: row.revision, atMs: row.at_ms, changes: JSON.parse(row.body) };
}

/** So much of what commits say is parsed before others get their turn on the event loop: a turn of a busy leader takes as long. */
const charactersPerTurn = 4_000_000;

/** Many commits: those of a cluster that came up all at once are a megabyte each. */
export async function decodeCommits(rows: readonly CommitRow[]): Promise<Commit[]> {
  const commits: Commit[] = [];
  let characters = 0;
  for (const row of rows) {
    commits.push(decodeCommit(row));
    characters += row.body.length;
    if (characters < charactersPerTurn) continue;
    characters = 0;
    await nextTurn();
  }
  return commits;
}

/** A record as a change that writes it. Throws a `corrupt` fault when the row is not what was written. */
export function decodeRecord(row: RecordRow): Change {
  checkRecord(row);
  return { table: row.kind, key: row.key, value: JSON.parse(row.body) } as Change;
}

/** Throws a `corrupt` fault when the row is not what was written. */
export function checkRecord({ kind, key, revision, body, crc32 }: RecordRow): void {
  if (recordChecksum(kind, key, revision, body) !== crc32)
    throw corrupt(`Record ${kind}/${key} does not match its checksum.`);
}

const corrupt = (what: string) => new StoreFault('corrupt', `${what} Restore the data folder from a backup.`);
