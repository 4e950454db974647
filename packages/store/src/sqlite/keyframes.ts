import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { constants, crc32, zstdCompress, zstdDecompress } from 'node:zlib';
import type { Change } from '@gantry/model';
import { StoreFault } from '../port.ts';
import { changeText, checkRecord, type RecordRow } from './row.ts';
import { inTransaction } from './transaction.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** Records in one part: what is read, and later parsed, in one turn of the event loop. */
const recordsPerPart = 1_000;
const level = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** A whole state that is kept within the history, so that the states after it need not be folded from the base. */
export interface Keyframe {
  revision: number;
  atMs: number;
  records: number;
  parts: number;
}

interface Part {
  part: number;
  body: Uint8Array;
  crc32: number;
}

/**
 * Says when the next keyframe is due: when as many changes were logged since the last one as it holds records. So the way
 * from a keyframe to any state is never longer than a state is large, and keyframes never take more than the history.
 */
export class KeyframeRhythm {
  readonly #least: number;
  #records = 0;
  #changes = 0;

  constructor(least: number) {
    this.#least = least;
  }

  /** A keyframe is being made: what is counted from now on comes after it. */
  begin(): void {
    this.#changes = 0;
  }

  /** The newest keyframe holds so many records. */
  made(records: number): void {
    this.#records = records;
  }

  count(changes: number): void {
    this.#changes += changes;
  }

  get isDue(): boolean {
    return this.#changes >= Math.max(this.#least, this.#records);
  }
}

/** The newest keyframe that is not later than `revision`; null when there is none. */
export function newestKeyframe(database: DatabaseSync, revision: number): Keyframe | null {
  const row = database
    .prepare(
      'SELECT revision, at_ms, records, parts FROM keyframes WHERE revision <= ? ORDER BY revision DESC LIMIT 1',
    )
    .get(revision);
  if (row === undefined) return null;
  const [records, parts] = [Number(row.records), Number(row.parts)];
  return { revision: Number(row.revision), atMs: Number(row.at_ms), records, parts };
}

/** The records of a keyframe in order of insertion, part by part. Throws a `corrupt` fault when it is not what was written. */
export async function* readKeyframe(database: DatabaseSync, keyframe: Keyframe): AsyncGenerator<Change[]> {
  for await (const text of partTexts(database, keyframe)) yield JSON.parse(text.toString());
}

/** Those of its parts whose text has `head` in it. The others are not parsed. */
export async function* partsWith(
  database: DatabaseSync,
  keyframe: Keyframe,
  head: string,
): AsyncGenerator<Change[]> {
  for await (const text of partTexts(database, keyframe))
    if (text.includes(head)) yield JSON.parse(text.toString());
}

async function* partTexts(database: DatabaseSync, keyframe: Keyframe): AsyncGenerator<Buffer> {
  const read = database.prepare('SELECT body, crc32 FROM keyframe_parts WHERE revision = ? AND part = ?');
  for (let part = 0; part < keyframe.parts; part += 1) {
    const row = read.get(keyframe.revision, part) as Omit<Part, 'part'> | undefined;
    if (row === undefined || crc32(row.body) !== row.crc32) throw corrupt(keyframe.revision);
    yield await decompress(row.body);
  }
}

const corrupt = (revision: number) =>
  new StoreFault(
    'corrupt',
    `The state kept at revision ${revision} does not match its checksum. Restore the data folder from a backup.`,
  );

/**
 * Copies the newest state into a keyframe, some records a turn, from a connection of its own, which sees nothing of what
 * is appended meanwhile. It is there once its last part is; what an interrupted one has left is written over.
 */
export async function makeKeyframe(
  database: DatabaseSync,
  { folder, signal }: { folder: string; signal: AbortSignal },
): Promise<Keyframe> {
  const reader = new DatabaseSync(join(folder, 'gantry.db'), { readOnly: true, timeout: 2000 });
  try {
    reader.exec('BEGIN');
    const at = newestRevision(reader);
    const save = database.prepare('INSERT OR REPLACE INTO keyframe_parts VALUES (?, ?, ?, ?)');
    let [records, parts] = [0, 0];
    for (const rows of recordsOf(reader)) {
      const body = await compress(`[${rows.map(textOf).join(',')}]`, level);
      signal.throwIfAborted();
      save.run(at.revision, parts, body, crc32(body));
      records += rows.length;
      parts += 1;
      await nextTurn();
    }
    const keyframe = { ...at, records, parts };
    inTransaction(database, () => {
      database
        .prepare('INSERT OR REPLACE INTO keyframes VALUES (?, ?, ?, ?)')
        .run(at.revision, at.atMs, records, parts);
    });
    return keyframe;
  } finally {
    reader.close();
  }
}

function newestRevision(database: DatabaseSync): { revision: number; atMs: number } {
  const query = `SELECT revision, at_ms FROM commits UNION ALL SELECT base_revision, base_at_ms FROM store
    ORDER BY revision DESC LIMIT 1`;
  const row = database.prepare(query).get();
  return { revision: Number(row?.revision), atMs: Number(row?.at_ms) };
}

/** Text as it lies there, without a look at what it says. */
function* recordsOf(database: DatabaseSync): Generator<RecordRow[]> {
  const query = 'SELECT id, kind, key, revision, body, crc32 FROM records WHERE id > ? ORDER BY id LIMIT ?';
  const read = database.prepare(query);
  for (let after = -1; ; ) {
    const rows = read.all(after, recordsPerPart) as unknown as (RecordRow & { id: number })[];
    if (rows.length === 0) return;
    yield rows;
    after = rows.at(-1)!.id;
  }
}

function textOf(row: RecordRow): string {
  checkRecord(row);
  return changeText(row);
}

/** Forgets the keyframes before `revision`, and what interrupted ones have left there. */
export function dropKeyframes(database: DatabaseSync, revision: number): void {
  database.prepare('DELETE FROM keyframes WHERE revision < ?').run(revision);
  database.prepare('DELETE FROM keyframe_parts WHERE revision < ?').run(revision);
}
