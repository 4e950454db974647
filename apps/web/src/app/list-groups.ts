import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Grouping, RowGroup } from '../shared/ui/row-groups.ts';

/** By the name that stands in the address: what rows can be put together by. */
export type GroupChoices<T> = Record<
  string,
  { label: string; groupOf: (row: T) => RowGroup; sumOf?: Grouping<T>['sumOf'] }
>;

export interface ListGroups<T> {
  grouping: Grouping<T> | undefined;
  /** Of the choices; empty: the rows are not grouped. */
  group: string;
  onGroup: (group: string) => void;
}

/** How a list is grouped and which groups are folded, which live in its address: `?group=` and `?folded=`. */
export function useListGroups<T>(choices: GroupChoices<T>): ListGroups<T> {
  const { group = '', folded = '' } = useSearch({ strict: false });
  const navigate = useNavigate();
  const { groupOf, sumOf } = choices[group] ?? {};
  const grouping = useMemo(() => {
    if (groupOf === undefined) return undefined;
    const keys = new Set(folded === '' ? [] : folded.split(','));
    const onFold = (key: string) => {
      const next = [...keys.symmetricDifference(new Set([key]))].join(',');
      void navigate({ to: '.', search: (old) => ({ ...old, folded: next || undefined }), replace: true });
    };
    return { groupOf, sumOf, folded: keys, onFold };
  }, [groupOf, sumOf, folded, navigate]);
  // Folded groups are of one way to group.
  const onGroup = (next: string) =>
    void navigate({
      to: '.',
      search: (old) => ({ ...old, group: next || undefined, folded: undefined }),
      replace: true,
    });
  return { grouping, group: groupOf === undefined ? '' : group, onGroup };
}
