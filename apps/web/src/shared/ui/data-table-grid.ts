import { yieldingTracks } from './column-fit.ts';
import type { Column } from './data-table.tsx';

export const visibility = {
  always: '',
  md: '@max-table-md:hidden',
  lg: '@max-table-lg:hidden',
  xl: '@max-table-xl:hidden',
};

/** A cell over as many columns as `--span` says, where those are shown. */
export const spanning = {
  always: 'col-span-(--span)',
  md: '@table-md:col-span-(--span)',
  lg: '@table-lg:col-span-(--span)',
  xl: '@table-xl:col-span-(--span)',
};

/** On the right there is room for the button that chooses columns, so that it covers no heading. */
export const gridClass =
  'grid items-center gap-x-2.5 px-3 @table-md:gap-x-4 @table-md:pr-10 grid-cols-(--tracks-sm) @table-md:grid-cols-(--tracks-md) @table-lg:grid-cols-(--tracks-lg) @table-xl:grid-cols-(--tracks-xl)';

/** Numbers end on the right, and keep their distance from words that begin on the left of the next column. */
export function alignment<T>(columns: readonly Column<T>[], index: number): string {
  if (columns[index]?.align !== 'right') return '';
  const next = columns[index + 1];
  return next !== undefined && next.align !== 'right' ? 'text-right @table-md:pr-3' : 'text-right';
}

/** The cell of the box that chooses a row. */
export const choiceTrack = 'flex items-center';

/** The grid tracks by the table's width, as custom properties that the row class picks from. */
export function tracks<T>(
  columns: readonly Column<T>[],
  { choosing }: { choosing: boolean },
): Record<string, string> {
  const widthsAt = (levels: readonly (string | undefined)[]) =>
    columns.filter((column) => levels.includes(column.from ?? 'always')).map((column) => column.width);
  const line = (widths: readonly string[]) => [...(choosing ? ['1rem'] : []), ...widths].join(' ');
  const at = (levels: readonly string[]) => line(widthsAt(levels));
  return {
    '--tracks-sm': line(yieldingTracks(widthsAt(['always']), { choosing })),
    '--tracks-md': at(['always', 'md']),
    '--tracks-lg': at(['always', 'md', 'lg']),
    '--tracks-xl': at(['always', 'md', 'lg', 'xl']),
  };
}
