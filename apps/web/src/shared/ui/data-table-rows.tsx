import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, memo, useRef, useState } from 'react';
import { classNames } from './class-names.ts';
import type { Column, DataTableProps } from './data-table.tsx';
import { alignment, choiceTrack, gridClass, spanning, tracks, visibility } from './data-table-grid.ts';
import { GroupHead } from './group-head.tsx';
import { rowCells } from './row-cells.ts';
import { type RowChoice, useRowKeys } from './row-choice.ts';
import type { Line, Lines } from './row-groups.ts';

export type BodyProps<T> = Omit<DataTableProps<T>, 'choice'> & {
  ordered: readonly T[];
  lines: Lines<T>;
  choice: RowChoice | undefined;
};

export function AllRows<T>(props: BodyProps<T>) {
  const onKeyDown = useRowKeys(props);
  return (
    // biome-ignore lint/a11y/useSemanticElements: see DataTable
    <div role="rowgroup" onKeyDown={onKeyDown} className="*:last:border-b-0">
      {Array.from({ length: props.lines.count }, (_, index) => {
        const line = props.lines.at(index);
        return <LineOf key={lineKey(props, line)} props={props} line={line} />;
      })}
    </div>
  );
}

function LineOf<T>({ props, line }: { props: BodyProps<T>; line: Line<T> }) {
  return line.head === undefined ? (
    <Row {...rowProps(props, line.row)} />
  ) : (
    <GroupHead group={line.head} onFold={props.grouping?.onFold} />
  );
}

const lineKey = <T,>({ rowKey }: BodyProps<T>, { head, row }: Line<T>): string =>
  head === undefined ? rowKey(row) : `group ${head.key}`;

export function VirtualRows<T>(props: BodyProps<T>) {
  const { lines } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [rowPixels] = useState(() => {
    const row = getComputedStyle(document.documentElement).getPropertyValue('--row');
    return Number.parseFloat(row) * 16 + 1;
  });
  const virtual = useVirtualizer({
    count: lines.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPixels,
    overscan: 12,
  });
  const onKeyDown = useRowKeys(props);
  return (
    // biome-ignore lint/a11y/useSemanticElements: see DataTable
    <div
      role="rowgroup"
      ref={scroller}
      onKeyDown={onKeyDown}
      className="h-[calc(100dvh-13rem)] overflow-y-auto"
    >
      <div className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          if (item.index >= lines.count) return null;
          const line = lines.at(item.index);
          return (
            <div
              key={lineKey(props, line)}
              // On a phone rows have two lines, and anywhere some have.
              ref={virtual.measureElement}
              data-index={item.index}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <LineOf props={props} line={line} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface RowProps<T> {
  row: T;
  rowKey: string;
  columns: readonly Column<T>[];
  onOpen: ((row: T) => void) | undefined;
  selected: boolean;
  hovered: boolean;
  onHover: ((row: T | null) => void) | undefined;
  subject: string | undefined;
  /** undefined: rows of this table are not chosen. */
  chosen: boolean | undefined;
  onChoose: RowChoice['onChoose'] | undefined;
}

function rowProps<T>(props: BodyProps<T>, row: T): RowProps<T> {
  const { rowKey, columns, onOpen, isSelected, isLit, onHover, subjectOf, choice } = props;
  const key = rowKey(row);
  return {
    row,
    rowKey: key,
    columns,
    onOpen,
    selected: isSelected?.(row) ?? false,
    hovered: isLit?.(row) ?? false,
    onHover,
    subject: subjectOf?.(row),
    chosen: choice?.chosen.has(key),
    onChoose: choice?.onChoose,
  };
}

function RowOf<T>(props: RowProps<T>) {
  const { row, rowKey, columns, onOpen, selected, hovered, onHover, subject, chosen, onChoose } = props;
  const open = onOpen && (() => onOpen(row));
  const isLit = selected || chosen === true;
  return (
    // biome-ignore lint/a11y/useSemanticElements: see DataTable
    <div
      role="row"
      tabIndex={open ? 0 : -1}
      aria-selected={isLit || undefined}
      data-subject={subject}
      data-row={rowKey}
      onPointerEnter={onHover && (() => onHover(row))}
      onPointerLeave={onHover && (() => onHover(null))}
      style={tracks(columns, { choosing: chosen !== undefined })}
      onClick={(event) => {
        if ((event.target as HTMLElement).closest('a, button, input, label')) return;
        if (chosen !== undefined && (event.shiftKey || event.ctrlKey || event.metaKey))
          onChoose?.(rowKey, { range: event.shiftKey });
        else open?.();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.target === event.currentTarget) open?.();
      }}
      className={classNames(
        gridClass,
        'min-row border-b border-line py-0.5 focus-visible:-outline-offset-2',
        open && 'cursor-pointer hover:bg-raised',
        (isLit || hovered) && 'bg-raised',
      )}
    >
      {chosen !== undefined && (
        // biome-ignore lint/a11y/useSemanticElements: see DataTable
        <div role="cell" className={choiceTrack}>
          <label className="-m-2 flex p-2 pointer-coarse:-m-3.5 pointer-coarse:p-3.5">
            <input
              type="checkbox"
              tabIndex={-1}
              aria-label="Choose this row"
              checked={chosen}
              onChange={(event) =>
                onChoose?.(rowKey, { range: (event.nativeEvent as PointerEvent).shiftKey === true })
              }
            />
          </label>
        </div>
      )}
      {rowCells(columns, row).map(({ column, index, span, spanFrom }) => (
        // biome-ignore lint/a11y/useSemanticElements: see DataTable
        <div
          key={column.id}
          role="cell"
          aria-colspan={span > 1 ? span : undefined}
          style={span > 1 ? ({ '--span': span } as CSSProperties) : undefined}
          className={classNames(
            'min-w-0',
            alignment(columns, index),
            visibility[column.from ?? 'always'],
            span > 1 && spanning[spanFrom],
          )}
        >
          {column.cell(row)}
        </div>
      ))}
    </div>
  );
}
const Row = memo(RowOf) as typeof RowOf;
