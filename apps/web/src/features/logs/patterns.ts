import { severityOf } from './ansi.ts';
import type { ShownLine } from './log-buffer.ts';

/** A kind of line: what stays the same when numbers, ids and quoted words are taken out. */
export interface Pattern {
  text: string;
  count: number;
  /** One of its lines, as it was written. */
  example: string;
}

const longestPattern = 200;

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what starts a terminal's colours
const colours = /\u001b\[[0-9;]*m/g;

/** What to look for when a kind of line is chosen: its longest piece of plain text. */
export function longestPart(pattern: string): string {
  const parts = pattern.split(/#|"…"/).map((part) => part.trim());
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}

/** The kind that a line is of. */
export function patternOf(text: string): string {
  return text
    .slice(0, longestPattern)
    .replace(colours, '')
    .replace(/"(?:[^"\\]|\\.)*"(?=\s*:)|"(?:[^"\\]|\\.)*"|'[^']*'/g, (quoted, at, whole) =>
      /^\s*:/.test(whole.slice(at + quoted.length)) ? quoted : '"…"',
    )
    .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{12,}\b/gi, '#')
    .replace(/\d+(?:[.:]\d+)*/g, '#');
}

/** How much of what a revision writes is bad. */
export interface Badness {
  lines: number;
  errors: number;
}

/**
 * The kinds of lines of two revisions, told apart as they come: each line is looked at once, however often it is asked.
 */
export class PatternTally {
  readonly #older: number;
  readonly #newer: number;
  readonly #known = new Set<string>();
  readonly #found = new Map<string, Pattern>();
  readonly #badness = new Map<number, Badness>();
  #firstId = Number.POSITIVE_INFINITY;
  #lastId = -1;

  constructor({ older, newer }: { older: number; newer: number }) {
    this.#older = older;
    this.#newer = newer;
  }

  /** Lines that were there before are passed over. */
  add(lines: readonly ShownLine[]): this {
    if ((lines[0]?.id ?? this.#firstId) < this.#firstId) this.#beginAnew();
    this.#firstId = lines[0]?.id ?? this.#firstId;
    const from = lines.findLastIndex(({ id }) => id <= this.#lastId) + 1;
    for (const line of lines.slice(from)) this.#look(line);
    this.#lastId = lines.at(-1)?.id ?? this.#lastId;
    return this;
  }

  /** What only the newer one writes: failures first, then the most frequent. */
  news(): Pattern[] {
    return [...this.#found.values()]
      .filter(({ text }) => !this.#known.has(text))
      .sort((a, b) => Number(isError(b.example)) - Number(isError(a.example)) || b.count - a.count);
  }

  badnessOf(revision: number): Badness {
    return this.#badness.get(revision) ?? { lines: 0, errors: 0 };
  }

  /** Others were put before or between the lines, which have other ids since. */
  #beginAnew(): void {
    this.#known.clear();
    this.#found.clear();
    this.#badness.clear();
    this.#lastId = Number.NEGATIVE_INFINITY;
  }

  #look({ stream, revision, text: written }: ShownLine): void {
    if (stream === 'note' || (revision !== this.#older && revision !== this.#newer)) return;
    const { lines, errors } = this.badnessOf(revision);
    this.#badness.set(revision, { lines: lines + 1, errors: errors + Number(isError(written)) });
    const text = patternOf(written);
    if (revision === this.#older) this.#known.add(text);
    else {
      const pattern = this.#found.get(text);
      if (pattern) pattern.count += 1;
      else this.#found.set(text, { text, count: 1, example: written });
    }
  }
}

export const isError = (text: string): boolean => severityOf(text) === 'failed';

/** What only the newer revision writes. */
export const newPatterns = (
  lines: readonly ShownLine[],
  revisions: { older: number; newer: number },
): Pattern[] => new PatternTally(revisions).add(lines).news();
