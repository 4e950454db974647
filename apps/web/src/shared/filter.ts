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

/** What a row answers for a field: texts for `:`, a number for the comparisons. */
export type FieldReaders<T> = Record<string, (row: T) => string | number | readonly string[]>;

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

/** The longest plain word of the line, which a server can look for; without wildcards, since it knows none. */
export function plainWords(line: string): string {
  const words = parseFilter(line).filter(({ field, negated }) => field === null && !negated);
  return words.map(({ value }) => value).sort((a, b) => b.length - a.length)[0] ?? '';
}

/** Fields that the line names and the list does not have: worth telling, since they match nothing. */
export function unknownFields<T>(terms: readonly Term[], readers: FieldReaders<T>): string[] {
  return terms.flatMap((term) => (term.field !== null && !(term.field in readers) ? [term.field] : []));
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
  const read = readers[term.field];
  if (read === undefined) return () => false;
  if (term.operator === ':') {
    const pattern = wildcard(term.value);
    return (row: T) => [read(row)].flat().some((value) => pattern.test(String(value)));
  }
  const limit = parseAmount(term.value);
  return (row: T) => compare(Number(read(row)), term.operator, limit);
}

function wildcard(value: string): RegExp {
  const escaped = value.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i');
}

function compare(value: number, operator: Operator, limit: number): boolean {
  if (operator === '<') return value < limit;
  if (operator === '>') return value > limit;
  return operator === '<=' ? value <= limit : value >= limit;
}

const factors: Record<string, number> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  ki: 1024,
  mi: 1024 ** 2,
  gi: 1024 ** 3,
};

/** `10m` is ten minutes in milliseconds, `512Mi` bytes, `0.5` itself. */
export function parseAmount(value: string): number {
  const [, digits, unit] = /^(-?[\d.]+)([a-z]*)$/i.exec(value) ?? [];
  if (digits === undefined) return Number.NaN;
  return Number(digits) * (factors[(unit ?? '').toLowerCase()] ?? 1);
}
