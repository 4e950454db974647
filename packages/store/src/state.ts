import type { Change, Snapshot, TableName, Tables } from '@gantry/model';
import { tableNames } from '@gantry/model/tables';

/** Every table as a map in order of insertion: what commits are folded into. */
export type State = { [T in TableName]: Map<string, Tables[T]> };

export function emptyState(): State {
  return Object.fromEntries(tableNames.map((name) => [name, new Map()])) as State;
}

/** A record that is written again keeps its place; one that was deleted in between goes to the end. */
export function applyChanges(state: State, changes: readonly Change[]): void {
  for (const change of changes) {
    const table: Map<string, unknown> = state[change.table];
    if (change.value === null) table.delete(change.key);
    else table.set(change.key, change.value);
  }
}

export function snapshotOf(state: State, at: { revision: number; atMs: number }): Snapshot {
  const tables = tableNames.map((name) => [name, [...state[name].values()]]);
  return { ...at, tables: Object.fromEntries(tables) as Snapshot['tables'] };
}

export function copyOf(state: State): State {
  return Object.fromEntries(tableNames.map((name) => [name, new Map<string, unknown>(state[name])])) as State;
}
