import type { ReactNode } from 'react';
import type { Verdict } from '../tone.ts';
import type { Column } from './data-table.tsx';
import { StateGlyph } from './state-glyph.tsx';
import { StateLabel } from './state-label.tsx';

/**
 * The first cell of a row: what it is called, as a link. In a narrow table there is no column for the state, so the state stands
 * before the name, and below it in words with what else counts there.
 */
export function NameCell({
  verdict,
  below,
  title,
  children,
}: {
  verdict: Verdict;
  below?: string | null;
  title?: string;
  children: ReactNode;
}) {
  return (
    <div className="flex min-w-0 items-start gap-2">
      <StateGlyph tone={verdict.tone} className="mt-1 @table-md:hidden" />
      <div className="min-w-0">
        <div className="truncate font-medium" title={title}>
          {children}
        </div>
        <div className="truncate text-dense text-ink-3 @table-md:hidden">
          {verdict.label}
          {below && ` · ${below}`}
        </div>
      </div>
    </div>
  );
}

/** The state in words, where there is room for it. */
export function statusColumn<T>(verdictOf: (row: T) => Verdict): Column<T> {
  return {
    id: 'status',
    header: 'Status',
    width: 'minmax(8rem, 1fr)',
    from: 'md',
    sortBy: (row) => verdictOf(row).label,
    cell: (row) => <StateLabel verdict={verdictOf(row)} />,
  };
}
