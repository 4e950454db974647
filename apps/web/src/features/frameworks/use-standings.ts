import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '../../live/cluster.ts';
import { useLadder } from '../../live/ladder.ts';
import { type Standing, standingsOf } from './standing.ts';

const askAgainMs = 3_000;

/** How frameworks stand with the allocator, by their ids; null: not told yet, or of the past, which it does not tell. */
export function useStandings(): { isPast: boolean; standings: ReadonlyMap<string, Standing> | null } {
  const { isPast, data: ladder } = useLadder();
  const { data } = useQuery({
    queryKey: ['frameworks'],
    queryFn: () => api.frameworks.list.query(),
    refetchInterval: askAgainMs,
    enabled: !isPast,
  });
  const standings = useMemo(
    () => (isPast || !data || !ladder ? null : standingsOf(data.items, ladder)),
    [isPast, data, ladder],
  );
  return { isPast, standings };
}
