import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { StoreFault } from '../port.ts';

/**
 * The newest acknowledged revision, beside the database. SQLite drops a damaged tail of its write-ahead log without a
 * word, and takes a missing one for an empty one; this mark is how the loss of acknowledged commits is noticed.
 * It is not synced: after a power failure it may be behind, never ahead, of what is durable.
 */
export class HeadMark {
  readonly #path: string;
  readonly #file: number;

  constructor(folder: string) {
    this.#path = join(folder, 'gantry.head');
    // Never truncated: a mark is one small write over the one before it, so that it needs no space on a full disk.
    this.#file = openSync(this.#path, constants.O_RDWR | constants.O_CREAT, 0o600);
  }

  write(revision: number): void {
    writeSync(this.#file, markText(revision), 0);
  }

  /** 0 when there is no mark, or a torn one: that proves nothing. Read it before the head that it is compared with. */
  read(): number {
    return parseMark(readFileSync(this.#path, 'utf8'));
  }

  /** Throws a `corrupt` fault when commits that were acknowledged are not in the store. */
  check(acknowledged: number, head: number): void {
    if (acknowledged <= head) return;
    const lost = acknowledged - head;
    throw new StoreFault(
      'corrupt',
      `The store ends at revision ${head}, but ${acknowledged} was acknowledged: its write-ahead log is damaged or ` +
        `missing. Restore the data folder from a backup; or, to go on without the last ${lost} commits, remove ` +
        `${this.#path}.`,
    );
  }

  close(): void {
    closeSync(this.#file);
  }
}

function markText(revision: number): string {
  const digits = String(revision).padStart(16, '0');
  return `${digits} ${crc32(digits).toString(16).padStart(8, '0')}\n`;
}

function parseMark(text: string): number {
  const revision = Number(text.slice(0, 16));
  return Number.isSafeInteger(revision) && text === markText(revision) ? revision : 0;
}
