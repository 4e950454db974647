import { statfsSync } from 'node:fs';
import { StaleWriterError, StoreFault } from '../port.ts';

/** SQLite's primary result codes (https://www.sqlite.org/ressqliteCode.html). */
export const sqliteCode = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cantOpen: 14,
  notADatabase: 26,
};

/** Under this, an I/O error is taken for a full disk: SQLite reports a shared memory file that cannot grow as one. */
const fullBelowBytes = 1 << 20;

/** Runs `work` on the database in `folder`, with what SQLite throws as a fault. */
export function faulting<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toFault(folder, error);
  }
}

/** What SQLite threw as a fault with a sentence for the operator; anything else as it is. */
export function toFault(folder: string, error: unknown): unknown {
  if (error instanceof StoreFault || error instanceof StaleWriterError || !isSqliteError(error)) return error;
  const primary = error.errcode & 0xff;
  if (primary === sqliteCode.full || (primary === sqliteCode.ioError && isFull(folder))) {
    return new StoreFault(
      'full',
      `No space is left for ${folder}. Nothing was changed; free some space.`,
      error,
    );
  }
  if (primary === sqliteCode.corrupt || primary === sqliteCode.notADatabase) {
    const remedy = 'Restore the data folder from a backup.';
    return new StoreFault('corrupt', `The store in ${folder} is damaged: ${error.message}. ${remedy}`, error);
  }
  if (primary === sqliteCode.busy || primary === sqliteCode.locked) {
    const message = `Another program keeps the store in ${folder} locked. Close it there.`;
    return new StoreFault('io', message, error);
  }
  if (primary === sqliteCode.readOnly || primary === sqliteCode.cantOpen) {
    const message = `The store in ${folder} cannot be written: ${error.message}. Check owner and permissions.`;
    return new StoreFault('io', message, error);
  }
  return new StoreFault('io', `The store in ${folder} failed: ${error.message}.`, error);
}

export function isSqliteError(error: unknown): error is Error & { errcode: number } {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number';
}

function isFull(folder: string): boolean {
  const disk = statfsSync(folder);
  return disk.bavail * disk.bsize < fullBelowBytes;
}
