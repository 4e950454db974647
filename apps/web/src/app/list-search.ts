import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { ListSearch } from '../shared/list-view.tsx';

/**
 * The filter and the order of a list, which live in its address: `?q=` and `?sort=`, each left out where it is as usual.
 * A change replaces the address, so that Back leaves the list and does not take back letters one by one.
 */
export function useListSearch(usualSort = 'name'): ListSearch {
  const { q = '', sort = usualSort } = useSearch({ strict: false });
  const navigate = useNavigate();
  const set = useCallback(
    (next: { q?: string | undefined; sort?: string | undefined }) =>
      void navigate({ to: '.', search: (old) => ({ ...old, ...next }), replace: true }),
    [navigate],
  );
  const onQuery = useCallback((next: string) => set({ q: next || undefined }), [set]);
  const onSort = useCallback(
    (next: string) => set({ sort: next === usualSort ? undefined : next }),
    [set, usualSort],
  );
  return { query: q, onQuery, sort, onSort };
}
