import { bySocket } from '@gantry/client';
import { useQuery } from '@tanstack/react-query';
import { refusalOf } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { useNotLive } from '../../live/hooks.ts';
import { type Plan, refusalWith } from '../../live/plans.ts';
import { useRest } from '../../live/rest.ts';

/** How a text is to be deployed: part of what its plan is asked for, and of what is confirmed. */
export interface Deploying {
  mode: 'create' | 'update';
  ifGeneration: number | null;
}

export type PlannedDeploy = ReturnType<typeof useDeployPlan>;

/** A shown plan is worked out anew this often, so that it is the one that a press would do. */
const freshMs = 2_000;

/** What deploying the text would do. Asked for once it is valid. `deploying` null: there is nothing to deploy. */
export function useDeployPlan({
  text,
  valid,
  deploying,
}: {
  text: string;
  valid: boolean;
  deploying: Deploying | null;
}) {
  const off = useNotLive();
  const { timed, intervalMs } = useRest(freshMs);
  const { data, error, isPlaceholderData, refetch } = useQuery({
    queryKey: ['plan-deploy', deploying, text],
    queryFn: timed<Plan>(() =>
      api.deployments.plan.query({ action: 'deploy', manifest: text, ...deploying }, { context: bySocket }),
    ),
    enabled: valid && deploying !== null && off === null,
    placeholderData: (last) => last,
    refetchInterval: intervalMs,
    staleTime: freshMs,
    gcTime: 10_000,
  });
  const stale = isPlaceholderData || !valid;
  const isShown = !stale && error === null;
  const refusal = off !== null ? refusalWith(off) : error ? refusalOf(error) : null;
  return {
    plan: data,
    stale,
    refusal,
    /** It is known what would happen, or why that cannot be known: it can be confirmed, and the server decides. */
    isAnswered: !stale && (data !== undefined || error !== null),
    /** Of the plan that is looked at; null: there is none. */
    hash: isShown ? (data?.hash ?? null) : null,
    refetch,
  };
}
