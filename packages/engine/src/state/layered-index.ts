/**
 * Sets of record keys by index key, over another such index. `add` is for a key that is not in the set and `remove` for
 * one that is: they follow the records' own changes.
 */
export class LayeredIndex {
  readonly #below: LayeredIndex | null;
  /** In a layer: true, added here; false, removed here. In the lowest one all are true. */
  #own: Map<string, Map<string, boolean>> | null = null;

  constructor(below?: LayeredIndex) {
    this.#below = below ?? null;
  }

  add(key: string, member: string): void {
    this.#toggle(key, member, true);
  }

  remove(key: string, member: string): void {
    this.#toggle(key, member, false);
  }

  has(key: string, member: string): boolean {
    return this.#own?.get(key)?.get(member) ?? this.#below?.has(key, member) ?? false;
  }

  *of(key: string): Generator<string> {
    const own = this.#own?.get(key);
    if (this.#below !== null) {
      for (const member of this.#below.of(key)) {
        if (own?.get(member) !== false) yield member;
      }
    }
    for (const [member, isIn] of own ?? []) {
      if (isIn) yield member;
    }
  }

  first(key: string): string | undefined {
    for (const member of this.of(key)) return member;
    return undefined;
  }

  sizeOf(key: string): number {
    let size = this.#below?.sizeOf(key) ?? 0;
    const own = this.#own?.get(key);
    if (this.#below === null) return own?.size ?? 0;
    for (const isIn of own?.values() ?? []) size += isIn ? 1 : -1;
    return size;
  }

  isEmpty(key: string): boolean {
    return this.first(key) === undefined;
  }

  /** The index keys with at least one member. */
  *keys(): Generator<string> {
    if (this.#below !== null) {
      for (const key of this.#below.keys()) {
        if (!this.#own?.has(key) || !this.isEmpty(key)) yield key;
      }
    }
    for (const key of this.#own?.keys() ?? []) {
      if (this.#below === null || (this.#below.isEmpty(key) && !this.isEmpty(key))) yield key;
    }
  }

  mergeDown(): void {
    const below = this.#below;
    if (below === null) return;
    for (const [key, members] of this.#own ?? []) {
      for (const [member, isIn] of members) below.#toggle(key, member, isIn);
    }
    this.#own = null;
  }

  /** A write that undoes one of this layer leaves no trace; the lowest layer keeps members only. */
  #toggle(key: string, member: string, isIn: boolean): void {
    this.#own ??= new Map();
    let members = this.#own.get(key);
    if (members === undefined) {
      members = new Map();
      this.#own.set(key, members);
    }
    const isUndone = members.get(member) === !isIn;
    if (isUndone) members.delete(member);
    else members.set(member, isIn);
    if (members.size === 0) this.#own.delete(key);
  }
}
