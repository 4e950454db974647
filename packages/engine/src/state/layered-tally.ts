/** Counts by key and member (how many tasks of a deployment a node has), over another such tally. */
export class LayeredTally {
  readonly #below: LayeredTally | null;
  /** In a layer: the differences to the one below. */
  #own: Map<string, Map<string, number>> | null = null;

  constructor(below?: LayeredTally) {
    this.#below = below ?? null;
  }

  count(key: string, member: string): number {
    return (this.#own?.get(key)?.get(member) ?? 0) + (this.#below?.count(key, member) ?? 0);
  }

  change(key: string, member: string, by: number): void {
    this.#own ??= new Map();
    let counts = this.#own.get(key);
    if (counts === undefined) {
      counts = new Map();
      this.#own.set(key, counts);
    }
    const count = (counts.get(member) ?? 0) + by;
    if (count === 0) counts.delete(member);
    else counts.set(member, count);
    if (counts.size === 0) this.#own.delete(key);
  }

  /** Members with a count above zero. */
  *of(key: string): Generator<[string, number]> {
    const own = this.#own?.get(key);
    if (this.#below !== null) {
      for (const [member, below] of this.#below.of(key)) {
        const count = below + (own?.get(member) ?? 0);
        if (count > 0) yield [member, count];
      }
    }
    for (const [member, count] of own ?? []) {
      if (count > 0 && (this.#below?.count(key, member) ?? 0) === 0) yield [member, count];
    }
  }

  mergeDown(): void {
    const below = this.#below;
    if (below === null) return;
    for (const [key, counts] of this.#own ?? []) {
      for (const [member, by] of counts) below.change(key, member, by);
    }
    this.#own = null;
  }
}
