import { type Constraint, formatScalar } from '@gantry/model';

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
