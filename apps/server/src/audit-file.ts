import { appendFileSync, closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { AuditEntry, AuditTrail } from '@gantry/api';

/** So many of the newest entries can be listed; the file keeps all. */
const listed = 10_000;

/** The audit trail: one JSON line per mutation, only ever appended to, in a file that only the owner can read. */
export class AuditFile implements AuditTrail {
  readonly #file: number;
  readonly #entries: AuditEntry[];
  readonly #onFault: (cause: unknown) => void;
  #next: number;
  /** A write that failed may have left half a line. */
  #isTorn = false;

  private constructor(file: string, entries: AuditEntry[], onFault: (cause: unknown) => void) {
    this.#file = openSync(file, 'a', 0o600);
    this.#entries = entries;
    this.#onFault = onFault;
    this.#next = Number(entries.at(-1)?.id ?? 0) + 1;
  }

  /** `onFault`: hears why a line could not be written. What it tells of was done, and is not refused for it. */
  static async open(file: string, { onFault }: { onFault(cause: unknown): void }): Promise<AuditFile> {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text !== '' && !text.endsWith('\n')) appendFileSync(file, '\n');
    const lines = text.split('\n').slice(-listed - 1);
    return new AuditFile(file, lines.flatMap(entryOf), onFault);
  }

  record(entry: Omit<AuditEntry, 'id'>): void {
    const numbered: AuditEntry = { id: String(this.#next).padStart(12, '0'), ...entry };
    this.#next += 1;
    try {
      appendFileSync(this.#file, `${this.#isTorn ? '\n' : ''}${JSON.stringify(numbered)}\n`);
      this.#isTorn = false;
    } catch (cause) {
      this.#isTorn = true;
      this.#onFault(cause);
    }
    this.#entries.push(numbered);
    if (this.#entries.length > listed * 2) this.#entries.splice(0, listed);
  }

  /** Nothing is recorded after this. */
  close(): void {
    closeSync(this.#file);
  }

  *entries(): Iterable<AuditEntry> {
    for (let at = this.#entries.length - 1; at >= 0; at -= 1) yield this.#entries[at]!;
  }
}

/** A line that a crash cut short is left out. */
function entryOf(line: string): AuditEntry[] {
  try {
    return [JSON.parse(line) as AuditEntry];
  } catch {
    return [];
  }
}
