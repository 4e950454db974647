import type { EntityStore } from '@gantry/client';
import type { RolloutRecord } from '@gantry/model';

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

/** A value that follows from a list, worked out once for it, however many ask. */
export function remembered<I extends object, V>(make: (of: I) => V): (of: I) => V {
  const values = new WeakMap<I, V>();
  return (of) => {
    const known = values.get(of);
    if (known !== undefined) return known;
    const value = make(of);
    values.set(of, value);
    return value;
  };
}

/** The newest rollout of each deployment, by the deployment's id. Worked out once for a list, whoever asks. */
export const newestRollouts = remembered((rollouts: readonly RolloutRecord[]) => {
  const newest = new Map<string, RolloutRecord>();
  for (const rollout of rollouts) {
    const known = newest.get(rollout.deploymentId);
    if (!known || rollout.startedAtMs >= known.startedAtMs) newest.set(rollout.deploymentId, rollout);
  }
  return newest;
});

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
