import { type FieldReader, parseAmount } from './filter-amounts.ts';

export { bytes, cores, share } from './filter-amounts.ts';

/**
 * The filter line of every list: `status:failed ns:prod age<10m -name:batch* "free text"`.
 * A term is `field:value`, `field<value`, `field>value`, `field>=value`, `field<=value`, or plain text; `-` in front
 * negates it; `*` and `?` are wildcards. All terms must hold.
 */
export type Operator = ':' | '<' | '>' | '<=' | '>=';

export interface Term {
  /** null: plain text. */
  field: string | null;
  operator: Operator;
  value: string;
  negated: boolean;
}

export type FieldReaders<T> = Record<string, FieldReader<T>>;

/** Those of things that are in a namespace: each of their lists knows `ns:`. */
export type NamespacedReaders<T> = FieldReaders<T> & { ns: FieldReaders<T>[string] };

const termPattern = /(-?)(?:([a-zA-Z]+)(<=|>=|:|<|>))?(?:"([^"]*)"?|(\S+))/g;

/** A field that is still without its value: what is being typed hides nothing yet. */
const unfinished = /(^|\s)-?[a-zA-Z]+(<=|>=|:|<|>)$/;

export function parseFilter(line: string): Term[] {
  return [...line.replace(unfinished, '$1').matchAll(termPattern)].map(
    ([, minus, field, operator, quoted, plain]) => ({
      field: field?.toLowerCase() ?? null,
      operator: (operator as Operator | undefined) ?? ':',
      value: quoted ?? plain ?? '',
      negated: minus === '-',
    }),
  );
}

/**
 * What is wrong with a line, for a list with these fields: it names a field that the list does not have, or compares
 * with what is no amount. Such a term matches nothing. null: nothing is wrong.
 */
export function filterFault<T>(line: string, readers: FieldReaders<T>): string | null {
  const terms = parseFilter(line);
  const unknown = terms.flatMap(({ field }) =>
    field === null || Object.hasOwn(readers, field) ? [] : [field],
  );
  if (unknown.length > 0)
    return `There is no field ${unknown.join(', ')} here: fields are ${Object.keys(readers).join(', ')}`;
  const [fault = null] = terms.flatMap(({ field, operator, value }) => {
    if (operator === ':' || field === null) return [];
    const amount = parseAmount(value, readers[field]!.counted);
    return amount.ok ? [] : [`In ${field}${operator}${value}, ${value} ${amount.error}`];
  });
  return fault;
}

/** The term that takes what has this text in a field. A quote has no way to be written: any character stands for it. */
export const textTerm = (field: string, text: string): string =>
  `${field}:${/[\s"]/.test(text) ? `"${text.replaceAll('"', '?')}"` : text}`;

/**
 * What every row that the line takes has in this field, to look it up in an index: a test of its texts, which is never
 * true of an empty one. null: the line does not ask for so much.
 */
export function requiredText(line: string, field: string): ((...texts: readonly string[]) => boolean) | null {
  const terms = parseFilter(line).filter(
    (term) => term.field === field && term.operator === ':' && !term.negated,
  );
  const tests = terms.map(({ value }) => wildcard(value));
  const holds = (...texts: readonly string[]) => tests.every((test) => texts.some(test));
  return tests.length === 0 || holds('') ? null : holds;
}

/** `textOf`: what plain text is looked for in. */
export function matcher<T>(
  line: string,
  readers: FieldReaders<T>,
  textOf: (row: T) => string,
): (row: T) => boolean {
  const tests = parseFilter(line).map((term) => termTest(term, readers, textOf));
  return (row) => tests.every((test) => test(row));
}

function termTest<T>(term: Term, readers: FieldReaders<T>, textOf: (row: T) => string): (row: T) => boolean {
  const holds = positiveTest(term, readers, textOf);
  return term.negated ? (row) => !holds(row) : holds;
}

function positiveTest<T>(term: Term, readers: FieldReaders<T>, textOf: (row: T) => string) {
  if (term.field === null) {
    const wanted = term.value.toLowerCase();
    return (row: T) => textOf(row).toLowerCase().includes(wanted);
  }
  const read = Object.hasOwn(readers, term.field) ? readers[term.field] : undefined;
  if (read === undefined) return () => false;
  if (term.operator === ':') {
    const holds = wildcard(term.value);
    return (row: T) => [read(row)].flat().some((value) => holds(String(value)));
  }
  const limit = parseAmount(term.value, read.counted);
  if (!limit.ok) return () => false;
  return (row: T) => compare(Number(read(row)), term.operator, limit.value);
}

function wildcard(value: string): (text: string) => boolean {
  const pattern = value.toLowerCase();
  if (!/[*?]/.test(pattern)) return (text) => text.toLowerCase() === pattern;
  return (text) => fits(pattern, text.toLowerCase());
}

/** Steps back to the last `*` only, so that no pattern takes longer than pattern x text: a server tries them, too. */
function fits(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let retry = 0;
  for (let read = 0; read < text.length; ) {
    if (pattern[at] === '*') {
      star = at++;
      retry = read;
    } else if (pattern[at] === '?' || pattern[at] === text[read]) {
      at++;
      read++;
    } else if (star >= 0) {
      at = star + 1;
      read = ++retry;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

function compare(value: number, operator: Operator, limit: number): boolean {
  if (operator === '<') return value < limit;
  if (operator === '>') return value > limit;
  return operator === '<=' ? value <= limit : value >= limit;
}
