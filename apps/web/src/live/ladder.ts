import { useQuery } from '@tanstack/react-query';
import { useClock } from './clock.ts';
import { api } from './cluster.ts';

const freshMs = 1_000;

/** The allocator's order, as it is now: of the past it is not known. Everybody who asks shares one question. */
export function useLadder() {
  const isPast = useClock(({ atMs }) => atMs !== null);
  const { data, error, refetch } = useQuery({
    queryKey: ['ladder'],
    queryFn: () => api.allocation.ladder.query(),
    refetchInterval: freshMs,
    enabled: !isPast,
  });
  return { isPast, data, error, again: () => void refetch() };
}

/** How long an offer may be held without an answer; null: not known, or not counted down, as of the past. */
export function useOfferTimeoutMs(): number | null {
  const { isPast, data } = useLadder();
  return isPast ? null : (data?.offerTimeoutMs ?? null);
}
