import { useQuery } from '@tanstack/react-query';
import { useClock } from './clock.ts';
import { api } from './cluster.ts';

const measuredEveryMs = 5_000;

export interface ClusterUse {
  cpuMillis: number;
  memoryBytes: number;
  /** On so many nodes, of so many that can be reached. */
  measured: number;
  ready: number;
}

/** What the nodes use, as their agents measured it last. null: not known; of the past nothing is kept. */
export function useClusterUse(): ClusterUse | null {
  const isPast = useClock((clock) => clock.atMs !== null);
  const { data } = useQuery({
    queryKey: ['cluster used'],
    queryFn: () => api.cluster.used.query(),
    refetchInterval: measuredEveryMs,
    enabled: !isPast,
  });
  return isPast ? null : (data ?? null);
}
