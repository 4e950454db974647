import type { EntityStore } from '@gantry/client';

/**
 * Arrays made of a table, kept until the table changes: React wants the same array for the same state.
 */
const lists = new WeakMap<object, { version: number; rows: readonly unknown[] }>();

/** All rows, in the order in which they came. */
export function rowsOf<T>(store: EntityStore<T>): readonly T[] {
  const kept = lists.get(store);
  if (kept?.version === store.version) return kept.rows as readonly T[];
  const rows = [...store.values()];
  lists.set(store, { version: store.version, rows });
  return rows;
}

interface Groups {
  version: number;
  byOwner: Map<string, readonly unknown[]>;
}
const groupings = new WeakMap<object, Map<string, Groups>>();
const none: readonly never[] = Object.freeze([]);

/** Rows by the value of one field. A group whose rows did not change stays the same array. */
export function groupOf<T>(store: EntityStore<T>, field: keyof T & string, owner: string): readonly T[] {
  const fields = groupings.get(store) ?? new Map<string, Groups>();
  groupings.set(store, fields);
  const kept = fields.get(field);
  const groups = kept?.version === store.version ? kept : regroup(store, field, kept);
  fields.set(field, groups);
  return (groups.byOwner.get(owner) ?? none) as readonly T[];
}

function regroup<T>(store: EntityStore<T>, field: keyof T & string, last: Groups | undefined): Groups {
  const fresh = new Map<string, T[]>();
  for (const row of store.values()) {
    const owner = row[field];
    if (typeof owner !== 'string') continue;
    const group = fresh.get(owner);
    if (group) group.push(row);
    else fresh.set(owner, [row]);
  }
  const byOwner = new Map<string, readonly unknown[]>();
  for (const [owner, group] of fresh) {
    const before = last?.byOwner.get(owner);
    byOwner.set(owner, before && sameItems(before, group) ? before : group);
  }
  return { version: store.version, byOwner };
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
