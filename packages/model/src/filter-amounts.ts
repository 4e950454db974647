import { parseCpu, parseSpace } from './quantity.ts';
import { err, ok, type Result } from './result.ts';

/** What a field of a filter line counts, where that is no plain number and no span of time. */
export type Counted = 'cores' | 'bytes' | 'share';

/** What a row answers for a field: texts for `:`, a number for the comparisons. */
export interface FieldReader<T> {
  (row: T): string | number | readonly string[];
  counted?: Counted;
}

/** A field in cores: compared with `0.5` or `500m`. */
export const cores = <T>(read: (row: T) => number): FieldReader<T> => counting('cores', read);

/** A field in bytes: compared with `512Mi` or `1G`. */
export const bytes = <T>(read: (row: T) => number): FieldReader<T> => counting('bytes', read);

/** A field that is a share of something, from 0 to 1: compared with a number. */
export const share = <T>(read: (row: T) => number): FieldReader<T> => counting('share', read);

const counting = <T>(counted: Counted, read: (row: T) => number): FieldReader<T> =>
  Object.assign((row: T) => read(row), { counted });

const readings: Record<Counted, (text: string) => Result<number, string>> = {
  cores: (text) => {
    const cpuMillis = parseCpu(text);
    return cpuMillis.ok ? ok(cpuMillis.value / 1_000) : cpuMillis;
  },
  bytes: (text) => parseSpace(text.replace(/([kmgtpe])i$/i, (_, unit: string) => `${unit.toUpperCase()}i`)),
  share: (text) =>
    /^(\d+(\.\d+)?|\.\d+)$/.test(text) ? ok(Number(text)) : err('is no share; write a number such as `0.8`'),
};

const factors: Record<string, number> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** `10m` is ten minutes in milliseconds, `0.5` itself. */
function parsePlain(text: string): Result<number, string> {
  const [, digits, unit] = /^(-?[\d.]+)([a-z]*)$/i.exec(text) ?? [];
  const amount = Number(digits) * (unit ? (factors[unit.toLowerCase()] ?? Number.NaN) : 1);
  return Number.isNaN(amount) ? err('is no amount; write a number, `10m`, `2h` or `1d`') : ok(amount);
}

/**
 * What a field is compared with, in what the field is told in: `500m` is half a core of one in cores, and ten minutes are
 * `10m` of a span of time, in milliseconds. The error says which forms the field takes, and begins with a verb.
 */
export const parseAmount = (text: string, counted?: Counted): Result<number, string> =>
  counted === undefined ? parsePlain(text) : readings[counted](text);
