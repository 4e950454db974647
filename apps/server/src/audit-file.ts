import { appendFileSync, closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { AuditEntry, AuditTrail } from '@gantry/api';

/** So many of the newest entries can be listed; the file keeps all. */
const listed = 10_000;

/** The audit trail: one JSON line per mutation, only ever appended to, in a file that only the owner can read. */
export class AuditFile implements AuditTrail {
  readonly #file: number;
  readonly #entries: AuditEntry[];
  #next: number;

  private constructor(file: string, entries: AuditEntry[]) {
    this.#file = openSync(file, 'a', 0o600);
    this.#entries = entries;
    this.#next = Number(entries.at(-1)?.id ?? 0) + 1;
  }

  static async open(file: string): Promise<AuditFile> {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text !== '' && !text.endsWith('\n')) appendFileSync(file, '\n');
    const lines = text.split('\n').slice(-listed - 1);
    return new AuditFile(file, lines.flatMap(entryOf));
  }

  record(entry: Omit<AuditEntry, 'id'>): void {
    const numbered: AuditEntry = { id: String(this.#next).padStart(12, '0'), ...entry };
    this.#next += 1;
    appendFileSync(this.#file, `${JSON.stringify(numbered)}\n`);
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
