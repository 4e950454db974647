import { type FieldReaders, filterFault, matcher } from '@gantry/model/filter-line';
import { type ReactNode, useDeferredValue, useMemo } from 'react';
import { type FieldMeanings, suggestionsFor } from './filter-suggestions.ts';
import { formatCount } from './format/quantity.ts';
import { Button } from './ui/button.tsx';
import { Empty } from './ui/empty.tsx';
import { FilterBar } from './ui/filter-bar.tsx';
import { ListLine } from './ui/list-line.ts';
import { SkeletonRows } from './ui/skeleton.tsx';

/** The filter and the order of a list, and how each is changed. */
export type ListSearch = {
  query: string;
  onQuery: (query: string) => void;
  sort: string;
  onSort: (sort: string) => void;
};

/**
 * A list with its filter line, and its three pictures: still loading, nothing there yet, and nothing that matches.
 */
export function ListView<T>({
  rows,
  loaded,
  searching = false,
  found = null,
  noun,
  placeholder,
  query,
  onQuery,
  fields,
  meanings,
  textOf,
  nothingYet,
  nothingMatches = null,
  controls,
  between,
  children,
}: {
  rows: readonly T[];
  loaded: boolean;
  /** The rows are those of an earlier line, until the server has looked for those of this one. */
  searching?: boolean;
  /** How many a server found, of which these rows are a part; null: the rows are all there are. */
  found?: number | null;
  noun: string;
  placeholder: string;
  query: string;
  onQuery: (query: string) => void;
  fields: FieldReaders<T>;
  meanings?: FieldMeanings;
  textOf: (row: T) => string;
  nothingYet: ReactNode;
  /** Said in the place of "0 of … match" where it knows better. */
  nothingMatches?: ReactNode;
  controls?: ReactNode;
  /** What else the filter line is about, between it and the list. */
  between?: ReactNode;
  children: (rows: readonly T[]) => ReactNode;
}) {
  const typed = useDeferredValue(query);
  const isFiltered = typed.trim() !== '';
  const matching = useMemo(
    () => (isFiltered ? rows.filter(matcher(typed, fields, textOf)) : rows),
    [rows, typed, isFiltered, fields, textOf],
  );
  const fault = useMemo(() => filterFault(typed, fields), [typed, fields]);
  const isUnknown = loaded && searching && fault === null && matching.length === 0;
  const isEmpty = loaded && !isUnknown && matching.length === 0;
  const total = searching || found === null ? rows.length : Math.max(found, matching.length);
  return (
    <>
      <FilterBar
        value={query}
        onChange={onQuery}
        placeholder={placeholder}
        shown={matching.length}
        total={total}
        noun={noun}
        fault={fault}
        suggest={(line) => suggestionsFor(line, fields, rows, meanings)}
      >
        {controls}
      </FilterBar>
      {between}
      {/* Not clipped: what waits is told on its edge. A table keeps within its corners itself. */}
      <div className="rounded-panel border border-line bg-panel">
        {(!loaded || isUnknown) && <SkeletonRows />}
        {isEmpty && !isFiltered && nothingYet}
        {isEmpty && isFiltered && nothingMatches}
        {isEmpty && isFiltered && !nothingMatches && (
          <Empty
            title={rows.length === 0 ? `No ${noun} match` : `0 of ${formatCount(rows.length)} ${noun} match`}
            action={<Button onClick={() => onQuery('')}>Clear filter</Button>}
          >
            <span className="font-mono text-dense">{query}</span>
          </Empty>
        )}
        {loaded && matching.length > 0 && (
          <ListLine value={searching ? `before ${typed}` : typed}>{children(matching)}</ListLine>
        )}
      </div>
    </>
  );
}
