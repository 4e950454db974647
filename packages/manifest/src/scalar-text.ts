import { type Scalar, stringify } from 'yaml';

export type ScalarValue = string | number | boolean | null;

export const isScalarValue = (value: unknown): value is ScalarValue =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

/** A scalar in one line, in the quotes of the one that it takes the place of; else quoted only where it must be. */
export function scalarText(value: ScalarValue, before?: Pick<Scalar, 'type' | 'value'>): string {
  if (typeof value !== 'string') return stringify(value).trimEnd();
  const quotes = before !== undefined && areChosen(before) ? before.type : undefined;
  if (quotes === 'QUOTE_DOUBLE' || /[\n\r\u0085\u2028\u2029]/.test(value)) return JSON.stringify(value);
  if (quotes === 'QUOTE_SINGLE') return `'${value.replaceAll("'", "''")}'`;
  // In a list or map in one line these would end the value.
  if (/[,[\]{}]/.test(value)) return JSON.stringify(value);
  return stringify(value, { lineWidth: 0, blockQuote: false }).trimEnd();
}

/** Somebody wrote the quotes although nothing asked for them. */
const areChosen = ({ value }: Pick<Scalar, 'value'>): boolean =>
  typeof value === 'string' && stringify(value, { lineWidth: 0 }).trimEnd() === value;
