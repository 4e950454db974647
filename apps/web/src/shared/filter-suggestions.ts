import { type FieldReaders, textTerm } from '@gantry/model/filter-line';

/** One way to go on with a filter line: the word, and the whole line with it. */
export interface Suggestion {
  word: string;
  line: string;
  /** What the field tells, where its name alone does not. */
  meaning?: string | undefined;
}

/** By field, what it tells where its name alone does not: which amount it is, and in what. */
export type FieldMeanings = Readonly<Record<string, string>>;

const most = 8;
/** Enough rows to know the usual values by; a list of a hundred thousand is not read for each key. */
const mostRowsRead = 2_000;

/** How the last word of the line may go on: the fields that the list has, or the values that a field has in it. */
export function suggestionsFor<T>(
  line: string,
  readers: FieldReaders<T>,
  rows: readonly T[],
  meanings: FieldMeanings = {},
): readonly Suggestion[] {
  const [, before = '', minus = '', last = ''] = /^(.*?)(-?)(\S*)$/s.exec(line) ?? [];
  const [, field, value] = /^([a-zA-Z]+):(.*)$/.exec(last) ?? [];
  const words =
    field === undefined ? fieldWords(last, readers) : valueWords(field, value ?? '', { readers, rows });
  return words.slice(0, most).map((word) => ({
    word,
    line: `${before}${minus}${word}${word.endsWith(':') ? '' : ' '}`,
    meaning: meanings[word.replace(/:$/, '')],
  }));
}

function fieldWords<T>(typed: string, readers: FieldReaders<T>): string[] {
  return Object.keys(readers)
    .filter((field) => field.startsWith(typed.toLowerCase()))
    .map((field) => `${field}:`);
}

function valueWords<T>(
  field: string,
  typed: string,
  { readers, rows }: { readers: FieldReaders<T>; rows: readonly T[] },
): string[] {
  const read = Object.hasOwn(readers, field.toLowerCase()) ? readers[field.toLowerCase()] : undefined;
  if (read === undefined) return [];
  const wanted = typed.replace(/^"/, '').toLowerCase();
  // Case makes no difference to a filter, so it makes none here; the way it is written first is shown.
  const counts = new Map<string, { value: string; count: number }>();
  for (const row of rows.slice(0, mostRowsRead)) {
    for (const value of [read(row)].flat()) {
      if (typeof value !== 'string' || value === '') continue;
      const key = value.toLowerCase();
      counts.set(key, { value: counts.get(key)?.value ?? value, count: (counts.get(key)?.count ?? 0) + 1 });
    }
  }
  return [...counts]
    .filter(([key]) => key.includes(wanted) && key !== wanted)
    .sort(([, a], [, b]) => b.count - a.count)
    .map(([, { value }]) => textTerm(field, value));
}
