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
 * Orders ids of one kind by when they were made: by commit revision, then by place in it. Text order is not enough, as
 * the numbers in an id have no fixed width. Other keys (names, hashes) order as text.
 */
export function byCreation(a: string, b: string): number {
  const [left, right] = [madeAt(a), madeAt(b)];
  if (left === null || right === null) return a < b ? -1 : a > b ? 1 : 0;
  return left.revision - right.revision || left.ordinal - right.ordinal;
}

const madeId = /^[a-z]([0-9a-z]+)-([0-9a-z]+)$/;

function madeAt(id: string): { revision: number; ordinal: number } | null {
  const match = madeId.exec(id);
  if (match === null) return null;
  return { revision: Number.parseInt(match[1]!, 36), ordinal: Number.parseInt(match[2]!, 36) };
}
