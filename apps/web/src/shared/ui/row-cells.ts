import type { Column } from './data-table.tsx';

type Covering<T> = Pick<Column<T>, 'id' | 'from' | 'covers'>;

/** A cell of a row, and over how many columns it stands where the table is wide enough for those. */
export interface RowCell<C> {
  column: C;
  index: number;
  span: number;
  spanFrom: NonNullable<Covering<never>['from']>;
}

/** The cells of a row, without those that the one before them covers. */
export function rowCells<T, C extends Covering<T>>(columns: readonly C[], row: T): RowCell<C>[] {
  const cells: RowCell<C>[] = [];
  for (let index = 0; index < columns.length; ) {
    const column = columns[index]!;
    const covered = column.covers?.(row) ?? [];
    const next = columns[index + 1];
    // Those that are left out of a table together: what is not there is not covered.
    const isCovered = (one: C | undefined) =>
      one !== undefined && covered.includes(one.id) && one.from === next?.from;
    let span = 1;
    while (isCovered(columns[index + span])) span += 1;
    cells.push({ column, index, span, spanFrom: next?.from ?? 'always' });
    index += span;
  }
  return cells;
}
