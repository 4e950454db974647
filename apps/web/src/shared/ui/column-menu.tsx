import { ChevronDown, ChevronUp, Columns3, Minus, Plus } from 'lucide-react';
import { Popover } from 'radix-ui';
import { Button } from './button.tsx';
import {
  arranged,
  chooseColumns,
  moved,
  noChoice,
  toggled,
  useColumnChoice,
  widened,
} from './column-choice.ts';
import type { Column } from './data-table.tsx';

/** Which columns a table shows, and in which order. */
export function ColumnMenu<T>({ table, columns }: { table: string; columns: readonly Column<T>[] }) {
  const choice = useColumnChoice(table);
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <button
          type="button"
          aria-label={`Columns of ${table}`}
          title="Columns"
          className="inline-flex size-6 items-center justify-center rounded-control text-ink-3 hover:bg-raised hover:text-ink"
        >
          <Columns3 size={14} />
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          aria-label={`Columns of ${table}`}
          className="floats arrive z-50 max-h-[min(70vh,var(--radix-popover-content-available-height))] w-72 overflow-y-auto rounded-panel border border-line bg-panel p-1.5 shadow-low"
        >
          <ul>
            {arranged(columns, choice).map(({ id, header }, index, all) => (
              <li key={id} className="flex h-8 items-center gap-1 rounded-control px-1.5 hover:bg-raised">
                <label className="flex min-w-0 flex-1 items-center gap-2">
                  <input
                    type="checkbox"
                    disabled={index === 0}
                    checked={index === 0 || !choice.hidden.includes(id)}
                    onChange={() => chooseColumns(table, (old) => toggled(old, id))}
                  />
                  <span className="truncate">{header}</span>
                </label>
                <WidthButton table={table} of={{ id, header }} by={-1} />
                <WidthButton table={table} of={{ id, header }} by={1} />
                <MoveButton
                  table={table}
                  columns={columns}
                  of={{ id, header }}
                  by={-1}
                  disabled={index < 2}
                />
                <MoveButton
                  table={table}
                  columns={columns}
                  of={{ id, header }}
                  by={1}
                  disabled={index === 0 || index === all.length - 1}
                />
              </li>
            ))}
          </ul>
          <Button
            variant="quiet"
            className="mt-1 w-full"
            onClick={() => chooseColumns(table, () => noChoice)}
          >
            As it was
          </Button>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

const usualPixels = 128;
const stepPixels = 16;

function WidthButton({
  table,
  of: { id, header },
  by,
}: {
  table: string;
  of: { id: string; header: string };
  by: 1 | -1;
}) {
  return (
    <button
      type="button"
      aria-label={`${header} ${by < 0 ? 'narrower' : 'wider'}`}
      onClick={() =>
        chooseColumns(table, (old) => widened(old, id, (old.widths[id] ?? usualPixels) + by * stepPixels))
      }
      className="inline-flex size-6 items-center justify-center rounded-control text-ink-3 hover:bg-pressed"
    >
      {by < 0 ? <Minus size={12} /> : <Plus size={12} />}
    </button>
  );
}

function MoveButton<T>({
  table,
  columns,
  of: { id, header },
  by,
  disabled,
}: {
  table: string;
  columns: readonly Column<T>[];
  of: { id: string; header: string };
  by: 1 | -1;
  disabled: boolean;
}) {
  return (
    <button
      type="button"
      aria-label={`${header} ${by < 0 ? 'further to the left' : 'further to the right'}`}
      disabled={disabled}
      onClick={() => chooseColumns(table, (old) => moved(old, { columns, id, by }))}
      className="inline-flex size-6 items-center justify-center rounded-control text-ink-3 not-disabled:hover:bg-pressed disabled:opacity-30"
    >
      {by < 0 ? <ChevronUp size={14} /> : <ChevronDown size={14} />}
    </button>
  );
}
