/** The lines of the plans that were asked for last, so that a refusal can say what moved since. In memory only. */
export class RecentPlans {
  readonly #linesByHash = new Map<string, readonly string[]>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  keep(hash: string, lines: readonly string[]): void {
    this.#linesByHash.delete(hash);
    this.#linesByHash.set(hash, lines);
    if (this.#linesByHash.size <= this.#most) return;
    const [oldest] = this.#linesByHash.keys();
    this.#linesByHash.delete(oldest!);
  }

  linesOf(hash: string): readonly string[] | null {
    return this.#linesByHash.get(hash) ?? null;
  }
}
