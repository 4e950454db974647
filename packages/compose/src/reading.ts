import { checkInnerName, type FieldIssue, isPlainObject } from '@gantry/model';

/** What is told while a file is read: what is left out, and what is wrong, each by its place in the file. */
export class Reading {
  readonly warnings: string[] = [];
  readonly issues: FieldIssue[] = [];

  /** Something that was written and is not honoured, with what happens instead. */
  warn(place: string, what: string): void {
    const sentence = `${place}: ${what}`;
    if (!this.warnings.includes(sentence)) this.warnings.push(sentence);
  }

  refuse(field: string, message: string): void {
    this.issues.push({ field, message });
  }

  /** Everything that is there under other keys than these, except `x-` fields, which are anybody's. */
  warnOfOthers(place: string, written: Record<string, unknown>, known: readonly string[]): void {
    for (const key of Object.keys(written)) {
      if (known.includes(key) || key.startsWith('x-') || isNothing(written[key])) continue;
      this.warn(`${place}.${key}`, 'is not honoured and left out');
    }
  }

  /** The nearest name that can be one here. */
  nameOf(place: string, written: string): string {
    const name = written
      .toLowerCase()
      .replaceAll(/[^a-z0-9-]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 63);
    if (checkInnerName(name) !== null) this.refuse(place, `\`${written}\` cannot be made a name`);
    else if (name !== written) this.warn(place, `is called ${name} here`);
    return name;
  }
}

const isNothing = (value: unknown) => value === null || value === undefined || value === false;

export function objectOf(value: unknown): Record<string, unknown> {
  return isPlainObject(value) ? value : {};
}

export const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

/** Text, or a number or truth value as it is written; null: something else. */
export function scalarOf(value: unknown): string | null {
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : null;
}

/** `KEY: value` pairs, or a list of `KEY=value`. null: the key has no value. */
export function pairsOf(value: unknown): [key: string, value: string | null][] {
  if (isPlainObject(value)) return Object.entries(value).map(([key, item]) => [key, scalarOf(item)]);
  return listOf(value).flatMap((item): [string, string | null][] => {
    const line = scalarOf(item) ?? '';
    const at = line.indexOf('=');
    return at < 0 ? [[line, null]] : [[line.slice(0, at), line.slice(at + 1)]];
  });
}

/** `1m30s` in seconds; null: it is none. */
export function secondsOf(value: unknown): number | null {
  const written = scalarOf(value);
  if (written === null) return null;
  const units: Record<string, number> = { us: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };
  const parts = [...written.matchAll(/(\d+(?:\.\d+)?)(us|ms|s|m|h)/g)];
  const isWhole = parts.length > 0 && parts.map(([part]) => part).join('') === written;
  return isWhole ? parts.reduce((sum, [, count, unit]) => sum + Number(count) * units[unit!]!, 0) : null;
}

/** `512m` as Compose counts bytes (1024, and `b` may follow), as a quantity; null: it is none. */
export function memoryOf(value: unknown): string | null {
  const [, count, unit = 'b'] = /^(\d+)\s*([bkmg])?b?$/i.exec(scalarOf(value) ?? '') ?? [];
  if (count === undefined) return null;
  return `${count}${{ b: '', k: 'Ki', m: 'Mi', g: 'Gi' }[unit.toLowerCase()]}`;
}

/** As a shell would split it: quotes hold together, a backslash keeps the next character. Nothing is expanded. */
export function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (const [word] of line.matchAll(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/g))
    words.push(unquoted(word));
  return words;
}

function unquoted(word: string): string {
  return word.replaceAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/g, (_, double, single, escaped) =>
    double !== undefined ? double.replaceAll(/\\(["\\$`])/g, '$1') : (single ?? escaped),
  );
}
