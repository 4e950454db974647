import type { AppRouter } from '@gantry/client';
import { useQuery } from '@tanstack/react-query';
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import { useEffect, useState } from 'react';
import { refusalOf } from './changes.ts';
import { api } from './cluster.ts';
import { useNotLive } from './hooks.ts';

export type Plan = inferRouterOutputs<AppRouter>['deployments']['plan'];
export type PlanMove = Plan['waves'][number]['moves'][number];
export type PlanInput = inferRouterInputs<AppRouter>['deployments']['plan'];

const settleMs = 120;
/** A shown plan is worked out anew this often: time alone can change which container goes first. */
const freshMs = 2_000;

/** The value once it has stayed the same for a moment: a plan for each key pressed would be thrown away. */
function useSettled<T>(value: T, afterMs = settleMs): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), afterMs);
    return () => clearTimeout(timer);
  }, [value, afterMs]);
  return settled;
}

const refusalWith = (message: string) => ({ code: 'unavailable' as const, message, issues: [] });

/**
 * What a change would do. `generation` of the deployment is part of the question: when it moves, the plan is asked for
 * again, and while the last one is shown `stale` says so.
 */
export function usePlan(input: PlanInput | null, generation: number) {
  const key = JSON.stringify(input);
  const settledKey = useSettled(key);
  const off = useNotLive();
  const query = useQuery({
    queryKey: ['plan', settledKey, generation],
    queryFn: () => api.deployments.plan.query(JSON.parse(settledKey)),
    enabled: settledKey !== 'null' && off === null,
    placeholderData: (last) => last,
    refetchInterval: freshMs,
    gcTime: 10_000,
  });
  const waiting = key !== settledKey || query.isPlaceholderData;
  return {
    // What was planned before it was refused is not what would happen.
    plan: key === 'null' || query.isError ? undefined : query.data,
    stale: waiting,
    refusal: off !== null ? refusalWith(off) : query.error ? refusalOf(query.error) : null,
    refetch: query.refetch,
  };
}
