type Listener = () => void;

/** A new value of one entity, or null when it is gone. */
export interface EntityChange<T> {
  key: string;
  value: T | null;
}

/**
 * The records of one table, outside any UI framework. Readers subscribe to one row or to everything; a batch notifies
 * each of them once. Rows are replaced whole, so a row that is the same object did not change.
 */
export class EntityStore<T> {
  readonly #byKey = new Map<string, T>();
  readonly #rowListeners = new Map<string, Set<Listener>>();
  readonly #listeners = new Set<Listener>();
  #version = 0;

  /** Rises with every batch that changed something. */
  get version(): number {
    return this.#version;
  }

  get size(): number {
    return this.#byKey.size;
  }

  get(key: string): T | undefined {
    return this.#byKey.get(key);
  }

  has(key: string): boolean {
    return this.#byKey.has(key);
  }

  /** In the order in which they first came. */
  values(): IterableIterator<T> {
    return this.#byKey.values();
  }

  keys(): IterableIterator<string> {
    return this.#byKey.keys();
  }

  /** Applies all of it, then tells each reader once. */
  applyBatch(changes: Iterable<EntityChange<T>>): void {
    const touched = new Set<string>();
    for (const { key, value } of changes) {
      const last = this.#byKey.get(key);
      if (last === value || (value === null && last === undefined)) continue;
      if (value === null) this.#byKey.delete(key);
      else this.#byKey.set(key, value);
      touched.add(key);
    }
    if (touched.size > 0) this.#notify(touched);
  }

  /** Calls back when this row changes, comes or goes. */
  subscribeRow(key: string, listener: Listener): () => void {
    const listeners = this.#rowListeners.get(key) ?? new Set();
    this.#rowListeners.set(key, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#rowListeners.get(key) === listeners) this.#rowListeners.delete(key);
    };
  }

  /** Calls back after every batch that changed something. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #notify(touched: ReadonlySet<string>): void {
    this.#version += 1;
    for (const key of touched) callAll(this.#rowListeners.get(key));
    callAll(this.#listeners);
  }
}

/** One value with its readers, for what is not a table. */
export class ValueStore<T> {
  readonly #listeners = new Set<Listener>();
  #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  get(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    callAll(this.#listeners);
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function callAll(listeners: ReadonlySet<Listener> | undefined): void {
  if (listeners) for (const listener of [...listeners]) listener();
}
