/**
 * Sets of record keys by index key, over another such index. `add` is for a key that is not in the set and `remove` for
 * one that is: they follow the records' own changes.
 */
export class LayeredIndex {
  readonly #below: LayeredIndex | null;
  /** In a layer: true, added here; false, removed here. In the lowest one all are true. */
  readonly #own = new Map<string, Map<string, boolean>>();

  constructor(below: LayeredIndex | null) {
    this.#below = below;
  }

  add(key: string, member: string): void {
    this.#toggle(key, member, true);
  }

  remove(key: string, member: string): void {
    this.#toggle(key, member, false);
  }

  /** The members as they are now: the index may be written while going through them. */
  of(key: string): string[] {
    const own = this.#own.get(key);
    const below = this.#below === null ? [] : this.#below.of(key);
    if (own === undefined) return below;
    const members = below.filter((member) => own.get(member) !== false);
    for (const [member, isIn] of own) if (isIn) members.push(member);
    return members;
  }

  first(key: string): string | undefined {
    const own = this.#own.get(key);
    if (this.#below === null) return own?.keys().next().value;
    return own === undefined ? this.#below.first(key) : this.of(key)[0];
  }

  sizeOf(key: string): number {
    const own = this.#own.get(key);
    if (this.#below === null) return own === undefined ? 0 : own.size;
    let size = this.#below.sizeOf(key);
    if (own !== undefined) for (const isIn of own.values()) size += isIn ? 1 : -1;
    return size;
  }

  isEmpty(key: string): boolean {
    return this.sizeOf(key) === 0;
  }

  /** The index keys with at least one member. */
  keys(): string[] {
    const below = this.#below === null ? [] : this.#below.keys();
    const keys = below.filter((key) => !this.#own.has(key) || !this.isEmpty(key));
    for (const key of this.#own.keys()) {
      if (this.#below === null || (this.#below.isEmpty(key) && !this.isEmpty(key))) keys.push(key);
    }
    return keys;
  }

  /** Makes this layer's writes those of `below`, which it was laid over. */
  mergeInto(below: LayeredIndex): void {
    for (const [key, members] of this.#own) {
      for (const [member, isIn] of members) below.#toggle(key, member, isIn);
    }
  }

  /** A write that undoes one of this layer leaves no trace; the lowest layer keeps members only. */
  #toggle(key: string, member: string, isIn: boolean): void {
    let members = this.#own.get(key);
    if (members === undefined) {
      members = new Map();
      this.#own.set(key, members);
    }
    if (members.get(member) === !isIn) members.delete(member);
    else members.set(member, isIn);
    if (members.size === 0) this.#own.delete(key);
  }
}
