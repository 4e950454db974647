import { useQuery } from '@tanstack/react-query';
import { api } from '../../live/cluster.ts';
import { lastHealthyAtMs } from './last-healthy.ts';

const windowSeconds = 30 * 24 * 3_600;

export interface SinceHealthy {
  name: string;
  /** null: not known yet, or it never was; see `isKnown`. */
  atMs: number | null;
  isKnown: boolean;
}

/** Since when a deployment (`default/shop`) is not healthy any more. null: none was asked for. */
export function useSinceHealthy(text: string | undefined): SinceHealthy | null {
  const [namespace = '', name = ''] = text?.split('/') ?? [];
  const { data, isError } = useQuery({
    queryKey: ['last-healthy', namespace, name],
    queryFn: async () =>
      lastHealthyAtMs(await api.deployments.history.query({ namespace, name, windowSeconds })),
    enabled: text !== undefined,
    retry: false,
  });
  if (text === undefined) return null;
  return { name, atMs: data ?? null, isKnown: data !== undefined || isError };
}
