/**
 * A map over another one: reads fall through, writes stay here until they are merged down. The lowest layer is a plain
 * map. Iteration is by first insertion, so a layer and what it becomes after the merge are walked alike.
 */
export class LayeredMap<V extends object> {
  readonly #below: LayeredMap<V> | null;
  /** null: deleted here, though a layer below has it. */
  readonly #own = new Map<string, V | null>();
  #size: number;

  constructor(below: LayeredMap<V> | null) {
    this.#below = below;
    this.#size = below === null ? 0 : below.size;
  }

  get size(): number {
    return this.#size;
  }

  get(key: string): V | undefined {
    const own = this.#own.get(key);
    if (own !== undefined) return own ?? undefined;
    return this.#below === null ? undefined : this.#below.get(key);
  }

  set(key: string, value: V): void {
    if (this.get(key) === undefined) this.#size += 1;
    this.#own.set(key, value);
  }

  delete(key: string): void {
    if (this.get(key) === undefined) return;
    this.#size -= 1;
    if (this.#below === null || this.#below.get(key) === undefined) this.#own.delete(key);
    else this.#own.set(key, null);
  }

  *entries(): Generator<[string, V]> {
    const below = this.#below;
    if (below !== null) {
      for (const [key, value] of below.entries()) {
        const own = this.#own.get(key);
        if (own === undefined) yield [key, value];
        else if (own !== null) yield [key, own];
      }
    }
    for (const [key, value] of this.#own) {
      if (value !== null && (below === null || below.get(key) === undefined)) yield [key, value];
    }
  }

  *values(): Generator<V> {
    for (const [, value] of this.entries()) yield value;
  }

  /** What this layer writes over the one below; null: deletes. */
  ownEntries(): Iterable<[string, V | null]> {
    return this.#own;
  }

  /** Makes this layer's writes those of `below`, which it was laid over. */
  mergeInto(below: LayeredMap<V>): void {
    for (const [key, value] of this.#own) {
      if (value === null) below.delete(key);
      else below.set(key, value);
    }
  }
}
