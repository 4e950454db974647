/** Counts by key and member (how many tasks of a deployment a node has), over another such tally. */
export class LayeredTally {
  readonly #below: LayeredTally | null;
  /** In a layer: the differences to the one below. */
  readonly #own = new Map<string, Map<string, number>>();

  constructor(below: LayeredTally | null) {
    this.#below = below;
  }

  count(key: string, member: string): number {
    const own = this.#own.get(key)?.get(member) ?? 0;
    return this.#below === null ? own : own + this.#below.count(key, member);
  }

  change(key: string, member: string, by: number): void {
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
  of(key: string): Map<string, number> {
    const counts = this.#below === null ? new Map<string, number>() : this.#below.of(key);
    for (const [member, by] of this.#own.get(key) ?? []) {
      const count = (counts.get(member) ?? 0) + by;
      if (count > 0) counts.set(member, count);
      else counts.delete(member);
    }
    return counts;
  }

  /** Makes this layer's writes those of `below`, which it was laid over. */
  mergeInto(below: LayeredTally): void {
    for (const [key, counts] of this.#own) {
      for (const [member, by] of counts) below.change(key, member, by);
    }
  }
}
