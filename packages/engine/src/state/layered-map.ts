/**
 * A map over another one: reads fall through, writes stay here until they are merged down. The lowest layer is a plain
 * map. Iteration is by first insertion, so a layer and what it becomes after the merge are walked alike.
 */
export class LayeredMap<V extends object> {
  readonly #below: LayeredMap<V> | null;
  /** null: deleted here, though a layer below has it. */
  #own: Map<string, V | null> | null = null;
  #size: number;

  constructor(below?: LayeredMap<V>) {
    this.#below = below ?? null;
    this.#size = below?.size ?? 0;
  }

  get size(): number {
    return this.#size;
  }

  /** How many keys this layer itself writes or deletes. */
  get ownSize(): number {
    return this.#own?.size ?? 0;
  }

  get(key: string): V | undefined {
    const own = this.#own?.get(key);
    if (own !== undefined) return own ?? undefined;
    return this.#below?.get(key);
  }

  set(key: string, value: V): void {
    if (this.get(key) === undefined) this.#size += 1;
    this.#own ??= new Map();
    this.#own.set(key, value);
  }

  delete(key: string): void {
    if (this.get(key) === undefined) return;
    this.#size -= 1;
    this.#own ??= new Map();
    if (this.#below?.get(key) === undefined) this.#own.delete(key);
    else this.#own.set(key, null);
  }

  *entries(): Generator<[string, V]> {
    const below = this.#below;
    if (below !== null) {
      for (const [key, value] of below.entries()) {
        const own = this.#own?.get(key);
        if (own === undefined) yield [key, value];
        else if (own !== null) yield [key, own];
      }
    }
    for (const [key, value] of this.#own ?? []) {
      if (value !== null && below?.get(key) === undefined) yield [key, value];
    }
  }

  *values(): Generator<V> {
    for (const [, value] of this.entries()) yield value;
  }

  /** What this layer writes over the one below; null: deletes. */
  ownEntries(): Iterable<[string, V | null]> {
    return this.#own ?? [];
  }

  /** Makes this layer's writes those of the layer below. The layer is empty afterwards. */
  mergeDown(): void {
    const below = this.#below;
    if (below === null) return;
    for (const [key, value] of this.#own ?? []) {
      if (value === null) below.delete(key);
      else below.set(key, value);
    }
    this.#own = null;
  }
}
