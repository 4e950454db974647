import type { StreamedChange, StreamedTable } from '@gantry/api';
import type { Tables } from '@gantry/model';
import { tableNames } from '@gantry/model/tables';
import { EntityStore } from './entity-store.ts';

export type TableStores = { readonly [T in StreamedTable]: EntityStore<Tables[T]> };

/** What one scope was told at `revision`. `whole`: what it held before and is not told of now has left it. */
export interface ScopeUpdate {
  scope: string;
  revision: number;
  changes: readonly StreamedChange[];
  whole: boolean;
}

/** The keys that one scope holds, by table, each with the revision at which it was last told of. */
type Held = Map<StreamedTable, Map<string, number>>;

/** Rows to write once everything is collected; null: gone. */
type Batch = Map<StreamedTable, Map<string, unknown>>;

/**
 * The tables of a replica, filled by several scopes. A record is shown as long as one scope holds it; where two
 * scopes tell of the same record, the one that is further ahead wins.
 */
export class TableSet {
  readonly stores: TableStores;
  readonly #held = new Map<string, Held>();

  constructor() {
    const streamed = tableNames.filter((name) => name !== 'accepted' && name !== 'manifests');
    const stores = streamed.map((name) => [name, new EntityStore()]);
    this.stores = Object.fromEntries(stores) as TableStores;
  }

  /** Each table notifies its readers once, whatever the number of updates. */
  apply(updates: readonly ScopeUpdate[]): void {
    const batch: Batch = new Map();
    for (const update of updates) this.#collect(update, batch);
    this.#store(batch);
  }

  /** The scope is no longer watched: what only it held goes. */
  drop(scope: string): void {
    const batch: Batch = new Map();
    const held = this.#held.get(scope) ?? new Map();
    this.#held.delete(scope);
    for (const [table, keys] of held) for (const key of keys.keys()) this.#release(table, key, batch);
    this.#store(batch);
  }

  #collect(update: ScopeUpdate, batch: Batch): void {
    const before = this.#held.get(update.scope) ?? new Map();
    const held: Held = update.whole ? new Map() : before;
    this.#held.set(update.scope, held);
    for (const change of update.changes) {
      if (change.value !== null) this.#hold(update, change, batch);
      else if (entryOf(held, change.table).delete(change.key)) this.#release(change.table, change.key, batch);
    }
    if (!update.whole) return;
    for (const [table, keys] of before) for (const key of keys.keys()) this.#release(table, key, batch);
  }

  #hold({ scope, revision }: ScopeUpdate, { table, key, value }: StreamedChange, batch: Batch): void {
    let isNewest = true;
    for (const held of this.#held.values()) isNewest &&= (held.get(table)?.get(key) ?? 0) <= revision;
    const held = this.#held.get(scope);
    if (held) entryOf(held, table).set(key, revision);
    if (isNewest) entryOf(batch, table).set(key, value);
  }

  /** Gone from one scope; shown on as long as another still holds it. */
  #release(table: StreamedTable, key: string, batch: Batch): void {
    for (const held of this.#held.values()) if (held.get(table)?.has(key)) return;
    entryOf(batch, table).set(key, null);
  }

  #store(batch: Batch): void {
    for (const [table, rows] of batch) {
      const store = this.stores[table] as EntityStore<unknown>;
      store.applyBatch(Array.from(rows, ([key, value]) => ({ key, value })));
    }
  }
}

function entryOf<V>(tables: Map<StreamedTable, Map<string, V>>, table: StreamedTable): Map<string, V> {
  const entries = tables.get(table) ?? new Map<string, V>();
  tables.set(table, entries);
  return entries;
}
