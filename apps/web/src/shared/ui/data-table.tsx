import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type KeyboardEvent, memo, type ReactNode, useMemo, useRef, useState } from 'react';
import { classNames } from './class-names.ts';

export interface Column<T> {
  id: string;
  header: string;
  cell: (row: T) => ReactNode;
  /** Absent: the column does not sort. */
  sortBy?: (row: T) => string | number;
  align?: 'right';
  /** A CSS grid track, e.g. `minmax(8rem, 2fr)`. */
  width: string;
  /** Left out on narrower screens. `always` columns make the row on a phone. */
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
  isSelected?: ((row: T) => boolean) | undefined;
  /** What the keys for a row are about, as `subjectText` writes it. */
  subjectOf?: ((row: T) => string) | undefined;
  empty?: ReactNode;
}

const visibility = { always: '', md: 'max-md:hidden', lg: 'max-lg:hidden', xl: 'max-xl:hidden' };
/** Above this many rows only those on screen are in the document. */
const virtualFrom = 120;

/** A table that stays quick with many rows: rows are skipped when their record did not change. */
export function DataTable<T>(props: DataTableProps<T>) {
  const { columns, rows, sort, rowKey } = props;
  const ordered = useMemo(() => sortRows(rows, columns, sort), [rows, columns, sort]);
  if (rows.length === 0) return props.empty ?? null;
  const shared = { ...props, ordered, rowKey };
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are laid out as grids and placed by the virtualiser
    <div role="table" aria-label={props.label} aria-rowcount={rows.length + 1} className="min-w-0 text-body">
      <HeaderRow {...props} />
      {ordered.length > virtualFrom ? <VirtualRows {...shared} /> : <AllRows {...shared} />}
    </div>
  );
}

export function sortRows<T>(
  rows: readonly T[],
  columns: readonly Column<T>[],
  sort: string | undefined,
): readonly T[] {
  const down = sort?.startsWith('-') ?? false;
  const read = columns.find((column) => column.id === sort?.replace('-', ''))?.sortBy;
  if (read === undefined) return rows;
  const keyed = rows.map((row) => ({ row, key: read(row) }));
  keyed.sort((a, b) => compareKeys(a.key, b.key) * (down ? -1 : 1));
  return keyed.map(({ row }) => row);
}

const collator = new Intl.Collator('en', { numeric: true });

function compareKeys(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b));
}

/** The grid tracks by screen width, as custom properties that the row class picks from. */
function tracks<T>(columns: readonly Column<T>[]): Record<string, string> {
  const at = (levels: readonly (string | undefined)[]) =>
    columns
      .filter((column) => levels.includes(column.from ?? 'always'))
      .map((column) => column.width)
      .join(' ');
  return {
    '--tracks-sm': at(['always']),
    '--tracks-md': at(['always', 'md']),
    '--tracks-lg': at(['always', 'md', 'lg']),
    '--tracks-xl': at(['always', 'md', 'lg', 'xl']),
  };
}

const gridClass =
  'grid items-center gap-x-4 px-3 grid-cols-(--tracks-sm) md:grid-cols-(--tracks-md) lg:grid-cols-(--tracks-lg) xl:grid-cols-(--tracks-xl)';

function HeaderRow<T>({ columns, sort, onSort }: DataTableProps<T>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see DataTable
    // biome-ignore lint/a11y/useFocusableInteractive: a header row is not a control
    <div role="row" style={tracks(columns)} className={classNames(gridClass, 'h-8 border-b border-line')}>
      {columns.map((column) => {
        const active = sort?.replace('-', '') === column.id;
        const down = active && sort?.startsWith('-');
        return (
          // biome-ignore lint/a11y/useSemanticElements: see DataTable
          // biome-ignore lint/a11y/useFocusableInteractive: its button takes the focus
          <div
            key={column.id}
            role="columnheader"
            aria-sort={active ? (down ? 'descending' : 'ascending') : undefined}
            className={classNames(
              'min-w-0 text-dense text-ink-3',
              column.align === 'right' && 'text-right',
              visibility[column.from ?? 'always'],
            )}
          >
            {column.sortBy !== undefined && onSort !== undefined ? (
              <button
                type="button"
                className="inline-flex max-w-full items-center gap-1 rounded-control hover:text-ink"
                onClick={() => onSort(active && !down ? `-${column.id}` : column.id)}
              >
                <span className="truncate">{column.header}</span>
                {active && (down ? <ArrowDown size={12} /> : <ArrowUp size={12} />)}
              </button>
            ) : (
              <span className="block truncate">{column.header}</span>
            )}
          </div>
        );
      })}
    </div>
  );
}

type BodyProps<T> = DataTableProps<T> & { ordered: readonly T[] };

function AllRows<T>({ ordered, rowKey, columns, onOpen, isSelected, subjectOf }: BodyProps<T>) {
  const move = useRowKeys();
  return (
    // biome-ignore lint/a11y/useSemanticElements: see DataTable
    <div role="rowgroup" onKeyDown={move}>
      {ordered.map((row) => (
        <Row
          key={rowKey(row)}
          row={row}
          columns={columns}
          onOpen={onOpen}
          selected={isSelected?.(row) ?? false}
          subject={subjectOf?.(row)}
        />
      ))}
    </div>
  );
}

function VirtualRows<T>({ ordered, rowKey, columns, onOpen, isSelected, subjectOf }: BodyProps<T>) {
  const scroller = useRef<HTMLDivElement>(null);
  const [rowPixels] = useState(() => {
    const row = getComputedStyle(document.documentElement).getPropertyValue('--row');
    return Number.parseFloat(row) * 16 + 1;
  });
  const virtual = useVirtualizer({
    count: ordered.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPixels,
    overscan: 12,
  });
  const move = useRowKeys();
  return (
    // biome-ignore lint/a11y/useSemanticElements: see DataTable
    <div role="rowgroup" ref={scroller} onKeyDown={move} className="h-[calc(100dvh-13rem)] overflow-y-auto">
      <div className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = ordered[item.index];
          if (row === undefined) return null;
          return (
            <div
              key={rowKey(row)}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <Row
                row={row}
                columns={columns}
                onOpen={onOpen}
                selected={isSelected?.(row) ?? false}
                subject={subjectOf?.(row)}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** `j`, `k` and the arrows move between rows; Enter opens. */
function useRowKeys() {
  return (event: KeyboardEvent<HTMLElement>) => {
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    if (step === undefined || !(event.target instanceof HTMLElement)) return;
    if (event.target.matches('input, select, textarea')) return;
    const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="row"]')];
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    rows[at + step]?.focus();
    event.preventDefault();
  };
}

function RowOf<T>({
  row,
  columns,
  onOpen,
  selected,
  subject,
}: {
  row: T;
  columns: readonly Column<T>[];
  onOpen: ((row: T) => void) | undefined;
  selected: boolean;
  subject: string | undefined;
}) {
  const open = onOpen && (() => onOpen(row));
  return (
    // biome-ignore lint/a11y/useSemanticElements: see DataTable
    <div
      role="row"
      tabIndex={open ? 0 : -1}
      aria-selected={selected || undefined}
      data-subject={subject}
      style={tracks(columns)}
      onClick={(event) => {
        if (open && !(event.target as HTMLElement).closest('a, button, input')) open();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.target === event.currentTarget) open?.();
      }}
      className={classNames(
        gridClass,
        'min-row border-b border-line py-0.5 last:border-b-0 focus-visible:-outline-offset-2',
        open && 'cursor-pointer hover:bg-raised',
        selected && 'bg-raised',
      )}
    >
      {columns.map((column) => (
        // biome-ignore lint/a11y/useSemanticElements: see DataTable
        <div
          key={column.id}
          role="cell"
          className={classNames(
            'min-w-0',
            column.align === 'right' && 'text-right',
            visibility[column.from ?? 'always'],
          )}
        >
          {column.cell(row)}
        </div>
      ))}
    </div>
  );
}
const Row = memo(RowOf) as typeof RowOf;
