import type { Constraint } from '@gantry/model';

/** Marathon's seven operators, and its words for fields that Kubernetes labels otherwise. */

const operators: Record<string, Constraint['operator']> = {
  UNIQUE: 'unique',
  CLUSTER: 'cluster',
  GROUP_BY: 'groupBy',
  LIKE: 'like',
  UNLIKE: 'unlike',
  MAX_PER: 'maxPer',
  IS: 'is',
};

const fieldNames: Record<string, string> = {
  '@hostname': 'hostname',
  '@region': 'topology.kubernetes.io/region',
  '@zone': 'topology.kubernetes.io/zone',
};

export function toConstraint([field = '', operator = '', value]: readonly string[]): Constraint {
  const known = operators[operator]!;
  const values = value === undefined || (known === 'groupBy' && Number(value) === 0) ? [] : [value];
  return {
    field: fieldNames[field] ?? field,
    operator: known,
    values: known === 'is' ? values.map(formatScalar) : values,
  };
}

/** null: an operator that Marathon has no word for. */
export function fromConstraint({ field, operator, values }: Constraint): string[] | null {
  const word = Object.entries(operators).find(([, known]) => known === operator)?.[0];
  if (word === undefined) return null;
  const written = Object.entries(fieldNames).find(([, name]) => name === field && name !== 'hostname')?.[0];
  return [written ?? field, word, ...values];
}

/**
 * Marathon compares scalars by their text: at most three decimals, half to even, no trailing zeros. `1.0` is `1`, `1.0005`
 * is `1`, `1.00051` is `1.001`. What is no number stays as it is.
 */
export function formatScalar(text: string): string {
  if (!/^-?\d{1,12}(\.\d+)?$/.test(text)) return text;
  const [whole = '0', decimals = ''] = text.replace('-', '').split('.');
  const thousandths = BigInt(whole + decimals.slice(0, 3).padEnd(3, '0'));
  const rounded = thousandths + (roundsUp(thousandths, decimals.slice(3)) ? 1n : 0n);
  const digits = String(rounded).padStart(4, '0');
  const fraction = digits.slice(-3).replace(/0+$/, '');
  const value = `${digits.slice(0, -3)}${fraction === '' ? '' : `.${fraction}`}`;
  return text.startsWith('-') && rounded !== 0n ? `-${value}` : value;
}

function roundsUp(thousandths: bigint, rest: string): boolean {
  if (rest === '' || rest[0]! < '5') return false;
  return /^50*$/.test(rest) ? thousandths % 2n === 1n : true;
}
