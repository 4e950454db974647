import { type ReactNode, useDeferredValue, useMemo } from 'react';
import { type FieldReaders, matcher, parseFilter, unknownFields } from './filter.ts';
import { suggestionsFor } from './filter-suggestions.ts';
import { formatCount } from './format/quantity.ts';
import { Button } from './ui/button.tsx';
import { Empty } from './ui/empty.tsx';
import { FilterBar } from './ui/filter-bar.tsx';
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
  noun,
  placeholder,
  query,
  onQuery,
  fields,
  textOf,
  nothingYet,
  controls,
  children,
}: {
  rows: readonly T[];
  loaded: boolean;
  noun: string;
  placeholder: string;
  query: string;
  onQuery: (query: string) => void;
  fields: FieldReaders<T>;
  textOf: (row: T) => string;
  nothingYet: ReactNode;
  controls?: ReactNode;
  children: (rows: readonly T[]) => ReactNode;
}) {
  const typed = useDeferredValue(query);
  const matching = useMemo(
    () => (typed.trim() === '' ? rows : rows.filter(matcher(typed, fields, textOf))),
    [rows, typed, fields, textOf],
  );
  const unknown = useMemo(() => unknownFields(parseFilter(typed), fields), [typed, fields]);
  return (
    <>
      <FilterBar
        value={query}
        onChange={onQuery}
        placeholder={placeholder}
        shown={matching.length}
        total={rows.length}
        noun={noun}
        unknown={unknown}
        suggest={(line) => suggestionsFor(line, fields, rows)}
      >
        {controls}
      </FilterBar>
      <div className="overflow-hidden rounded-panel border border-line bg-panel">
        {!loaded && <SkeletonRows />}
        {loaded && rows.length === 0 && nothingYet}
        {loaded && rows.length > 0 && matching.length === 0 && (
          <Empty
            title={`0 of ${formatCount(rows.length)} ${noun} match`}
            action={<Button onClick={() => onQuery('')}>Clear filter</Button>}
          >
            <span className="font-mono text-dense">{query}</span>
          </Empty>
        )}
        {loaded && matching.length > 0 && children(matching)}
      </div>
    </>
  );
}
