import type { TableName, Tables } from '@gantry/model';

const keyFields: Partial<Record<TableName, string>> = {
  templates: 'hash',
  roles: 'name',
  namespaces: 'name',
};

/** The key under which a record is kept: its id, or what stands for it. */
export function keyOf<T extends TableName>(table: T, record: Tables[T]): string {
  return (record as unknown as Record<string, string>)[keyFields[table] ?? 'id']!;
}

/**
 * Orders ids of one kind by when they were made: by commit revision, then by place in it. Both are numbers in base 36
 * without leading zeros, so that the longer text is the larger number.
 */
export function byCreation(a: string, b: string): number {
  const [left, right] = [a.indexOf('-'), b.indexOf('-')];
  if (left !== right) return left - right;
  if (a.length !== b.length && a.slice(0, left) === b.slice(0, right)) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}
