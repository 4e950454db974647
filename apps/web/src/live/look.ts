const lookEveryMs = 250;

/**
 * When sums over many rows look at them: all at once, so that those of one screen agree, and four times a second at most.
 * Whoever saw that something changed asks for the next look, and no later change puts that off.
 */
export class Looks {
  readonly #listeners = new Set<() => void>();
  #count = 0;
  #lastMs = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | null = null;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Another number from look to look. */
  readonly count = (): number => this.#count;

  /** At once, where the last look is long ago. */
  ask(): void {
    const leftMs = Math.max(0, this.#lastMs + lookEveryMs - performance.now());
    this.#timer ??= setTimeout(() => this.#look(), leftMs);
  }

  #look(): void {
    this.#timer = null;
    this.#lastMs = performance.now();
    this.#count += 1;
    for (const listener of this.#listeners) listener();
  }
}
