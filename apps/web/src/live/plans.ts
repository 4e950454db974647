import { type AppRouter, bySocket } from '@gantry/client';
import { useQuery } from '@tanstack/react-query';
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import { useMissing } from '../shared/missing-told.ts';
import { useSettled } from '../shared/use-settled.ts';
import { refusalOf } from './changes.ts';
import { api } from './cluster.ts';
import { useNotLive } from './hooks.ts';
import { planFreshMs, useRest } from './rest.ts';

export type Plan = inferRouterOutputs<AppRouter>['deployments']['plan'];
export type PlanMove = Plan['waves'][number]['moves'][number];
export type PlanInput = inferRouterInputs<AppRouter>['deployments']['plan'];
export type JobPlanInput = inferRouterInputs<AppRouter>['jobs']['plan'];

const settleMs = 120;

/** Why nothing can be planned now. */
export const refusalWith = (message: string) => ({ code: 'unavailable' as const, message, issues: [] });

/**
 * What a change would do. `generation` of the deployment is part of the question: when it moves, the plan is asked for
 * again, and while the last one is shown `stale` says so.
 */
export const usePlan = (input: PlanInput | null, generation: number) =>
  useAsked({ kind: 'plan', ask: askPlan, input, generation });

/** The same of a change of a job, whose generation is part of the question. Its length is known to nobody. */
export const useJobPlan = (input: JobPlanInput | null, generation: number) =>
  useAsked({ kind: 'plan-job', ask: askJobPlan, input, generation });

const askPlan = (input: PlanInput): Promise<Plan> => api.deployments.plan.query(input);
// A whole manifest is too long for an address.
const askJobPlan = (input: JobPlanInput): Promise<Plan> => api.jobs.plan.query(input, { context: bySocket });

function useAsked<Input>({
  kind,
  ask,
  input,
  generation,
}: {
  kind: string;
  ask: (input: Input) => Promise<Plan>;
  input: Input | null;
  generation: number;
}) {
  const key = JSON.stringify(input);
  const settledKey = useSettled(key, settleMs);
  const off = useNotLive();
  const hasNoPlans = useMissing((state) => state.hasNoPlans);
  const { timed, intervalMs } = useRest(planFreshMs);
  const query = useQuery({
    queryKey: [kind, settledKey, generation],
    queryFn: timed<Plan>(() => ask(JSON.parse(settledKey))),
    enabled: settledKey !== 'null' && off === null,
    placeholderData: (last) => last,
    refetchInterval: intervalMs,
    gcTime: 10_000,
  });
  const waiting = key !== settledKey || query.isPlaceholderData;
  // What was planned before it was refused is not what would happen.
  const plan = key === 'null' || query.isError ? undefined : query.data;
  const refusal = off !== null ? refusalWith(off) : query.error ? refusalOf(query.error) : null;
  return {
    plan,
    stale: waiting,
    /** It can be seen what would happen, so it can be confirmed. */
    isShown: plan !== undefined && !waiting && refusal === null && !hasNoPlans,
    refusal,
    refetch: query.refetch,
  };
}
