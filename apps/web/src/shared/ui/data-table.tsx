import { useSearch } from '@tanstack/react-router';
import { type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { useClock } from '../../live/clock.ts';
import { formatPlural } from '../format/quantity.ts';
import { useWidth } from '../use-width.ts';
import { shownColumns, useColumnChoice } from './column-choice.ts';
import { surplusColumns, withoutSurplus } from './column-fit.ts';
import { ColumnMenu } from './column-menu.tsx';
import { HeaderRow } from './data-table-header.tsx';
import { AllRows, VirtualRows } from './data-table-rows.tsx';
import { ListLine } from './list-line.ts';
import type { RowChoice } from './row-choice.ts';
import type { Grouping } from './row-groups.ts';
import { RowHold } from './row-hold.ts';
import { RowOrder } from './row-order.ts';
import { useHeld } from './use-held.ts';
import { WaitingPill } from './waiting-pill.tsx';

export interface Column<T> {
  id: string;
  header: string;
  /** Its cells say themselves what they are: the header is there to be heard, and in the menu of columns. */
  isUnheaded?: true;
  cell: (row: T) => ReactNode;
  /** Absent: the column does not sort. */
  sortBy?: (row: T) => string | number;
  align?: 'right';
  /** A CSS grid track, e.g. `minmax(8rem, 2fr)`. */
  width: string;
  /** Ids of columns right after it whose cells are empty in this row: its own has their room. */
  covers?: (row: T) => readonly string[];
  /** Left out of narrower tables. `always` columns make the row on a phone. */
  from?: 'always' | 'md' | 'lg' | 'xl';
}

export interface DataTableProps<T> {
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string;
  /** `id` sorts up, `-id` down. */
  sort?: string | undefined;
  onSort?: ((sort: string) => void) | undefined;
  onOpen?: ((row: T) => void) | undefined;
  /** Left out: the row whose subject is peeked at. */
  isSelected?: ((row: T) => boolean) | undefined;
  /** Lit as under the pointer, which may be on the same thing elsewhere; `onHover` tells which row it is on here. */
  isLit?: ((row: T) => boolean) | undefined;
  onHover?: ((row: T | null) => void) | undefined;
  /** What the keys for a row are about, as `subjectText` writes it. */
  subjectOf?: ((row: T) => string) | undefined;
  /** Rows can be chosen, to act on several at once. `order` is told the keys as they are shown. */
  choice?: (RowChoice & { order: { current: readonly string[] } }) | undefined;
  /** Left out: the rows stand in one list. */
  grouping?: Grouping<T> | undefined;
  empty?: ReactNode;
}

/** Above this many rows only those on screen are in the document. */
const virtualFrom = 120;

/** A table that stays quick with many rows: rows are skipped when their record did not change. */
export function DataTable<T>(props: DataTableProps<T>) {
  const { rows, rowKey, choice } = props;
  // Whatever else of the address changes is nothing to a table.
  const peek = useSearch({ from: '__root__', select: (search) => search.peek });
  const columnChoice = useColumnChoice(props.label);
  const wanted = useMemo(() => shownColumns(props.columns, columnChoice), [props.columns, columnChoice]);
  const [frame, surplus] = useSurplus(wanted, choice !== undefined);
  const columns = useMemo(() => withoutSurplus(wanted, surplus), [wanted, surplus]);
  const [isHeld, holders] = useHeld();
  const { rows: ordered, lines, waiting, show } = useStillLines(props, isHeld);
  const order = choice?.order;
  useEffect(() => {
    if (order !== undefined) order.current = lines.rows.map(rowKey);
  }, [order, lines, rowKey]);
  if (rows.length === 0) return props.empty ?? null;
  const isSelected = props.isSelected ?? peekedIn(props, peek);
  const shared = { ...props, isSelected, columns, ordered, lines, choice };
  return (
    <div ref={frame} className="@container relative min-w-0 rounded-[inherit]">
      <div {...holders} className="rounded-[inherit]">
        {waiting > 0 && <WaitingPill words={formatPlural(waiting, 'change')} onShow={show} />}
        {/* biome-ignore lint/a11y/useSemanticElements: rows are laid out as grids and placed by the virtualiser */}
        <div
          role="table"
          aria-label={props.label}
          aria-rowcount={lines.count + 1}
          className="min-w-0 overflow-clip rounded-[inherit] text-body"
        >
          <HeaderRow {...shared} />
          {lines.count > virtualFrom ? <VirtualRows {...shared} /> : <AllRows {...shared} />}
        </div>
      </div>
      {props.columns.length > 2 && (
        <div className="absolute top-1 right-0 @max-table-md:hidden">
          <ColumnMenu table={props.label} columns={props.columns} />
        </div>
      )}
    </div>
  );
}

const peekedIn = <T,>({ subjectOf }: DataTableProps<T>, peek: string | undefined) =>
  peek !== undefined && subjectOf !== undefined ? (row: T) => subjectOf(row) === peek : undefined;

/** The lines in the order of the sort; while a hand is on the table nobody moves, until `show` or the hand leaves. */
function useStillLines<T>({ rows, columns, sort, grouping, rowKey }: DataTableProps<T>, isHeld: boolean) {
  const [inOrder] = useState(() => new RowOrder<T>());
  const [hold] = useState(() => new RowHold<T>());
  const [shows, setShows] = useState(0);
  const line = useContext(ListLine);
  const atMs = useClock((clock) => clock.atMs);
  const ordered = useMemo(() => inOrder.of(rows, columns, sort), [inOrder, rows, columns, sort]);
  const still = useMemo(() => {
    const asked = [sort, grouping?.groupOf, line, atMs, shows];
    return hold.of(ordered, grouping, { rowKey, isHeld, asked });
  }, [hold, ordered, grouping, rowKey, isHeld, sort, line, atMs, shows]);
  return { ...still, show: () => setShows(shows + 1) };
}

/** How many columns there is no room for: none until the table is laid out. */
function useSurplus<T>(columns: readonly Column<T>[], choosing: boolean) {
  const [frame, pixels] = useWidth();
  const surplus = useMemo(() => {
    if (pixels === 0) return 0;
    const remPixels = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    return surplusColumns(columns, { pixels, remPixels, choosing });
  }, [columns, pixels, choosing]);
  return [frame, surplus] as const;
}
