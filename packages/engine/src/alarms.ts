/** Deadlines by key, the earliest first. A key has one deadline at most; setting it again moves it. */
export class Alarms {
  readonly #dueAtMs = new Map<string, number>();
  /** What the deadlines that were changed since `begin` were before; null: there was none. */
  readonly #before = new Map<string, number | null>();
  /** A binary heap; entries whose deadline was moved or cleared are left in it until they come up. */
  #heap: { key: string; atMs: number }[] = [];

  /** From here on changes can be taken back. */
  begin(): void {
    this.#before.clear();
  }

  /** Takes back all changes since `begin`. */
  goBack(): void {
    const before = [...this.#before];
    for (const [key, atMs] of before) this.set(key, atMs);
    this.#before.clear();
  }

  set(key: string, atMs: number | null): void {
    this.#remember(key);
    if (atMs === null) {
      this.#dueAtMs.delete(key);
      return;
    }
    if (this.#dueAtMs.get(key) === atMs) return;
    this.#dueAtMs.set(key, atMs);
    if (this.#heap.length > 2 * this.#dueAtMs.size + 64) this.#compact();
    this.#push({ key, atMs });
  }

  /** The earliest deadline; null when there is none. */
  get nextAtMs(): number | null {
    this.#dropStale();
    return this.#heap[0]?.atMs ?? null;
  }

  /** Takes the keys whose deadline is not later than `nowMs`, in the order of their names. */
  takeDue(nowMs: number): string[] {
    const due: string[] = [];
    for (this.#dropStale(); this.#heap.length > 0 && this.#heap[0]!.atMs <= nowMs; this.#dropStale()) {
      const { key } = this.#heap[0]!;
      this.#remember(key);
      this.#dueAtMs.delete(key);
      due.push(key);
    }
    return due.sort();
  }

  #remember(key: string): void {
    if (!this.#before.has(key)) this.#before.set(key, this.#dueAtMs.get(key) ?? null);
  }

  #dropStale(): void {
    while (this.#heap.length > 0) {
      const { key, atMs } = this.#heap[0]!;
      if (this.#dueAtMs.get(key) === atMs) return;
      this.#pop();
    }
  }

  #compact(): void {
    this.#heap = Array.from(this.#dueAtMs, ([key, atMs]) => ({ key, atMs })).sort((a, b) => a.atMs - b.atMs);
  }

  #push(entry: { key: string; atMs: number }): void {
    const heap = this.#heap;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (heap[parent]!.atMs <= entry.atMs) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1]!.atMs < heap[child]!.atMs) child += 1;
      if (heap[child]!.atMs >= last.atMs) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
  }
}
