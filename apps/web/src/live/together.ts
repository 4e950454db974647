import { type AppRouter, bySocket } from '@gantry/client';
import { useQuery } from '@tanstack/react-query';
import type { inferRouterInputs } from '@trpc/server';
import { refusalOf } from './changes.ts';
import { api } from './cluster.ts';
import { useNotLive } from './hooks.ts';
import type { Plan } from './plans.ts';
import { planFreshMs, useRest } from './rest.ts';

/** One of several acts that are done in one step or not at all. */
export type TogetherAct = inferRouterInputs<AppRouter>['together']['plan']['acts'][number];

/** What several acts would do together. The same shape as `usePlan`'s. */
export function useTogetherPlan(acts: readonly TogetherAct[]) {
  const off = useNotLive();
  const { timed, intervalMs } = useRest(planFreshMs);
  const query = useQuery({
    queryKey: ['together', acts],
    queryFn: timed<Plan>(() => api.together.plan.query({ acts: [...acts] }, { context: bySocket })),
    enabled: off === null && acts.length > 0,
    placeholderData: (last) => last,
    refetchInterval: intervalMs,
    retry: false,
    gcTime: 10_000,
  });
  const offRefusal = off === null ? null : { code: 'unavailable' as const, message: off, issues: [] };
  return {
    plan: query.data,
    stale: query.isPlaceholderData,
    refusal: offRefusal ?? (query.error ? refusalOf(query.error) : null),
    refetch: query.refetch,
  };
}
