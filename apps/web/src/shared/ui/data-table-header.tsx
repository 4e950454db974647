import { ArrowDown, ArrowUp } from 'lucide-react';
import type { KeyboardEvent, PointerEvent } from 'react';
import { classNames } from './class-names.ts';
import { chooseColumns, leastColumnPixels, widened } from './column-choice.ts';
import type { Column, DataTableProps } from './data-table.tsx';
import { alignment, choiceTrack, gridClass, tracks, visibility } from './data-table-grid.ts';
import type { RowChoice } from './row-choice.ts';

interface HeaderProps<T> extends Omit<DataTableProps<T>, 'choice'> {
  ordered: readonly T[];
  choice: RowChoice | undefined;
}

export function HeaderRow<T>(props: HeaderProps<T>) {
  const { columns, choice } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: see DataTable
    // biome-ignore lint/a11y/useFocusableInteractive: a header row is not a control
    <div
      role="row"
      style={tracks(columns, { choosing: choice !== undefined })}
      className={classNames(gridClass, 'h-8 border-b border-line pointer-coarse:h-9')}
    >
      {choice !== undefined && <ChooseAll {...props} choice={choice} />}
      {columns.map((column, index) => (
        <HeaderCell key={column.id} column={column} align={alignment(columns, index)} {...props} />
      ))}
    </div>
  );
}

/** Chooses every row that the filter leaves, and says how many those are. */
function ChooseAll<T>({ ordered, rowKey, choice }: HeaderProps<T> & { choice: RowChoice }) {
  const keys = ordered.map(rowKey);
  const count = keys.filter((key) => choice.chosen.has(key)).length;
  const isAll = count === keys.length;
  return (
    // biome-ignore lint/a11y/useSemanticElements: see DataTable
    // biome-ignore lint/a11y/useFocusableInteractive: its box takes the focus
    <div role="columnheader" className={choiceTrack}>
      <label className="-m-2 flex p-2 pointer-coarse:-m-3.5 pointer-coarse:p-3.5">
        <input
          type="checkbox"
          aria-label={isAll ? 'Choose none' : `Choose all ${keys.length}`}
          checked={isAll}
          ref={(box) => {
            if (box) box.indeterminate = count > 0 && !isAll;
          }}
          onChange={() => choice.onChooseAll(isAll ? [] : keys)}
        />
      </label>
    </div>
  );
}

function HeaderCell<T>({
  column,
  align,
  sort,
  onSort,
  label,
}: HeaderProps<T> & { column: Column<T>; align: string }) {
  const active = sort?.replace('-', '') === column.id;
  const down = active && sort?.startsWith('-');
  return (
    // biome-ignore lint/a11y/useSemanticElements: see DataTable
    // biome-ignore lint/a11y/useFocusableInteractive: its button takes the focus
    <div
      role="columnheader"
      aria-sort={active ? (down ? 'descending' : 'ascending') : undefined}
      className={classNames(
        'group relative min-w-0 text-dense text-ink-3',
        align,
        visibility[column.from ?? 'always'],
      )}
    >
      {column.sortBy !== undefined && onSort !== undefined ? (
        <button
          type="button"
          className="inline-flex max-w-full min-w-6 items-center gap-1 rounded-control py-1 hover:text-ink pointer-coarse:py-2"
          onClick={() => onSort(active && !down ? `-${column.id}` : column.id)}
        >
          <span className="truncate">{column.header}</span>
          {active && (down ? <ArrowDown size={12} /> : <ArrowUp size={12} />)}
        </button>
      ) : (
        <span className={column.isUnheaded ? 'sr-only' : 'block truncate'}>{column.header}</span>
      )}
      <WidthHandle table={label} id={column.id} header={column.header} />
    </div>
  );
}

const keyStep = 16;

/** The edge by which a column is made wider: with the mouse, or with the arrows. */
function WidthHandle({ table, id, header }: { table: string; id: string; header: string }) {
  const set = (pixels: number) => chooseColumns(table, (choice) => widened(choice, id, pixels));
  const widthOf = (handle: HTMLElement) => handle.parentElement?.offsetWidth ?? leastColumnPixels;
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    const handle = event.currentTarget;
    const startX = event.clientX;
    const startPixels = widthOf(handle);
    handle.setPointerCapture(event.pointerId);
    const move = (to: globalThis.PointerEvent) => set(startPixels + to.clientX - startX);
    handle.addEventListener('pointermove', move);
    handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), {
      once: true,
    });
    event.preventDefault();
  };
  const press = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowLeft: -keyStep, ArrowRight: keyStep }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    set(widthOf(event.currentTarget) + step);
  };
  return (
    <button
      type="button"
      // One stop for each column would stand between the filter and the rows; the menu of columns has the same.
      tabIndex={-1}
      aria-label={`Width of ${header}: arrows change it`}
      title="Drag to change the width"
      onPointerDown={drag as never}
      onKeyDown={press as never}
      className="absolute -top-1 -right-3 bottom-0 h-7 w-3 cursor-col-resize touch-none @max-table-md:hidden after:absolute after:inset-y-1 after:left-1.5 after:w-px after:bg-line after:opacity-0 group-hover:after:opacity-100 focus-visible:after:opacity-100"
    />
  );
}
