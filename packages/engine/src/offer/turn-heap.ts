/** What can stand in a heap: it keeps its place, so that it is found again when its turn changes. */
export interface Placed {
  /** Its place in the heap; -1: it is in none. */
  place: number;
}

/** Those whose turn it may be, the first on top: a turn that changes costs the depth of the heap, not its size. */
export class TurnHeap<T extends Placed> {
  readonly #items: T[] = [];
  readonly #before: (a: T, b: T) => boolean;

  constructor(before: (a: T, b: T) => boolean) {
    this.#before = before;
  }

  get first(): T | undefined {
    return this.#items[0];
  }

  add(item: T): void {
    item.place = this.#items.length;
    this.#items.push(item);
    this.#up(item);
  }

  /** Its turn is another one now. */
  moved(item: T): void {
    if (item.place < 0) return;
    this.#up(item);
    this.#down(item);
  }

  remove(item: T): void {
    if (item.place < 0) return;
    const last = this.#items.pop()!;
    if (last !== item) {
      this.#put(last, item.place);
      this.moved(last);
    }
    item.place = -1;
  }

  /** All in the order of their turns, each found only when it is asked for. The heap must not change meanwhile. */
  *inOrder(): Generator<T> {
    const items = this.#items;
    const next = new TurnHeap<{ place: number; at: number }>((a, b) =>
      this.#before(items[a.at]!, items[b.at]!),
    );
    if (items.length > 0) next.add({ place: -1, at: 0 });
    for (let top = next.first; top !== undefined; top = next.first) {
      next.remove(top);
      yield items[top.at]!;
      for (const below of [2 * top.at + 1, 2 * top.at + 2])
        if (below < items.length) next.add({ place: -1, at: below });
    }
  }

  #up(item: T): void {
    while (item.place > 0) {
      const above = this.#items[(item.place - 1) >> 1]!;
      if (!this.#before(item, above)) return;
      this.#swap(item, above);
    }
  }

  #down(item: T): void {
    for (;;) {
      const [left, right] = [this.#items[2 * item.place + 1], this.#items[2 * item.place + 2]];
      const least = right !== undefined && this.#before(right, left!) ? right : left;
      if (least === undefined || !this.#before(least, item)) return;
      this.#swap(item, least);
    }
  }

  #swap(a: T, b: T): void {
    const place = a.place;
    this.#put(a, b.place);
    this.#put(b, place);
  }

  #put(item: T, place: number): void {
    item.place = place;
    this.#items[place] = item;
  }
}
