import { useQuery } from '@tanstack/react-query';
import { useClock } from './clock.ts';
import { api } from './cluster.ts';

const measuredEveryMs = 5_000;

/** What all nodes use, as their agents measured it last. null: not known; of the past nothing is kept. */
export function useClusterUse(): { cpuMillis: number; memoryBytes: number } | null {
  const isPast = useClock((clock) => clock.atMs !== null);
  const { data } = useQuery({
    queryKey: ['cluster used'],
    queryFn: () => api.cluster.used.query(),
    refetchInterval: measuredEveryMs,
    enabled: !isPast,
  });
  return isPast ? null : (data ?? null);
}
