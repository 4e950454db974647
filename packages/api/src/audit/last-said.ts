/** How much is remembered, and for how long. */
export interface SaidBounds {
  /** So many keys: the one that spoke longest ago is forgotten first. */
  most: number;
  /** What was said longer ago than this is forgotten. */
  standsMs: number;
}

/** What was said last of each of some things, so that only the first of the same words is written down. */
export class LastSaid {
  readonly #bounds: SaidBounds;
  /** Oldest first. */
  readonly #said = new Map<string, { words: string; atMs: number }>();

  constructor(bounds: SaidBounds) {
    this.#bounds = bounds;
  }

  get size(): number {
    return this.#said.size;
  }

  /** Whether these were the last words of `key` already. If not, they are from now on. */
  isSaidAgain(key: string, words: string, atMs: number): boolean {
    this.#forget(atMs);
    if (this.#said.get(key)?.words === words) return true;
    this.#said.delete(key);
    this.#said.set(key, { words, atMs });
    return false;
  }

  #forget(nowMs: number): void {
    const { most, standsMs } = this.#bounds;
    for (const [key, { atMs }] of this.#said) {
      if (this.#said.size < most && nowMs - atMs < standsMs) return;
      this.#said.delete(key);
    }
  }
}
