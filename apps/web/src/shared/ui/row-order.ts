import { byName } from '../by-name.ts';
import { isSame } from '../is-same.ts';
import type { Column } from './data-table.tsx';

function compareKeys(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : byName(String(a), String(b));
}

/**
 * Rows in the order of a column. Who stands where is found anew only when what they are ordered by differs, not with
 * whatever else of them changes.
 */
export class RowOrder<T> {
  #down = false;
  #keys: readonly (string | number)[] = [];
  #places: readonly number[] = [];

  of(rows: readonly T[], columns: readonly Column<T>[], sort: string | undefined): readonly T[] {
    const down = sort?.startsWith('-') ?? false;
    const read = columns.find((column) => column.id === sort?.replace('-', ''))?.sortBy;
    if (read === undefined) return rows;
    const keys = rows.map(read);
    if (down !== this.#down || !isSame(keys, this.#keys)) this.#sort(keys, down);
    return this.#places.map((place) => rows[place]!);
  }

  #sort(keys: readonly (string | number)[], down: boolean): void {
    this.#keys = keys;
    this.#down = down;
    this.#places = keys
      .map((_, place) => place)
      .sort((a, b) => compareKeys(keys[a]!, keys[b]!) * (down ? -1 : 1));
  }
}
