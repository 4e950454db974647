import { isSame } from '../is-same.ts';
import { type Grouping, type Lines, linesOf, type RowGroup } from './row-groups.ts';

/** What a table shows, and how many of its lines would stand elsewhere, come or leave if it were put in order now. */
export interface HeldLines<T> {
  rows: readonly T[];
  lines: Lines<T>;
  waiting: number;
}

export interface Hold<T> {
  rowKey: (row: T) => string;
  /** A pointer or the focus is on the table: nothing moves. */
  isHeld: boolean;
  /** What a person asked for: once it differs, the order is what they asked for, held or not. */
  asked: readonly unknown[];
}

/**
 * The lines of a table that stand still under a hand. Rows keep their places and their groups while what they say goes
 * on; new ones come last, and those that are gone leave. Costs nothing for each row until something changes.
 */
export class RowHold<T> {
  #asked: readonly unknown[] = [];
  #rows: readonly T[] = [];
  #groups = new Map<string, RowGroup>();

  of(wanted: readonly T[], grouping: Grouping<T> | undefined, { rowKey, isHeld, asked }: Hold<T>) {
    if (!isHeld || !isSame(asked, this.#asked)) {
      this.#asked = asked;
      this.#rows = wanted;
      this.#groups.clear();
    }
    if (!isHeld) return { rows: wanted, lines: linesOf(wanted, grouping), waiting: 0 };
    const rows = heldOrder(this.#rows, wanted, rowKey);
    this.#rows = rows;
    const groupOf = grouping && ((row: T) => this.#groupOf(rowKey(row), () => grouping.groupOf(row)));
    const lines = linesOf(rows, groupOf && { ...grouping, groupOf });
    const waiting =
      rows === wanted && grouping === undefined
        ? 0
        : changesBetween(keysOf(lines, rowKey), keysOf(linesOf(wanted, grouping), rowKey));
    return { rows, lines, waiting } satisfies HeldLines<T>;
  }

  /** The group that a row had when it was first seen in this hold. */
  #groupOf(key: string, now: () => RowGroup): RowGroup {
    const group = this.#groups.get(key) ?? now();
    this.#groups.set(key, group);
    return group;
  }
}

/** The wanted rows, where they stood before; the very same array where nobody would stand elsewhere. */
export function heldOrder<T>(
  before: readonly T[],
  wanted: readonly T[],
  rowKey: (row: T) => string,
): readonly T[] {
  if (before === wanted) return wanted;
  const isInPlace = (row: T, place: number) => rowKey(row) === rowKey(wanted[place]!);
  if (before.length <= wanted.length && before.every(isInPlace)) return wanted;
  const left = new Map(wanted.map((row) => [rowKey(row), row]));
  const kept = before.flatMap((row) => {
    const key = rowKey(row);
    const now = left.get(key);
    left.delete(key);
    return now === undefined ? [] : [now];
  });
  return [...kept, ...left.values()];
}

/** How few would have to move, come and leave to make one order of keys the other. */
export function changesBetween(shown: readonly string[], wanted: readonly string[]): number {
  const places = new Map(shown.map((key, place) => [key, place]));
  const kept = wanted.flatMap((key) => places.get(key) ?? []);
  return shown.length + wanted.length - kept.length - longestRise(kept);
}

/** How many numbers can be left standing so that they rise. */
function longestRise(numbers: readonly number[]): number {
  /** At `i` the smallest number that a rise of `i + 1` can end with. */
  const ends: number[] = [];
  for (const number of numbers) ends[firstNotBelow(ends, number)] = number;
  return ends.length;
}

function firstNotBelow(ends: readonly number[], number: number): number {
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle]! < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

function keysOf<T>(lines: Lines<T>, rowKey: (row: T) => string): string[] {
  return Array.from({ length: lines.count }, (_, index) => {
    const { head, row } = lines.at(index);
    return head === undefined ? rowKey(row as T) : `group ${head.key}`;
  });
}
