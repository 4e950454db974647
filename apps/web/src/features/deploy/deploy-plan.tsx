import { bySocket } from '@gantry/client';
import { useQuery } from '@tanstack/react-query';
import { refusalOf } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import type { Plan } from '../../live/plans.ts';
import { PlanSlot } from '../../shared/plan/plan-slot.tsx';
import { Panel } from '../../shared/ui/panel.tsx';

/** Where each replica would go, or why it would wait. Asked for once the manifest is valid. */
export function DeployPlan({
  text,
  valid,
  mode,
  replicas,
  title,
}: {
  text: string;
  valid: boolean;
  mode: 'create' | 'update';
  replicas: number;
  title: string;
}) {
  const { data, error, isPlaceholderData } = useQuery({
    queryKey: ['plan-deploy', mode, text],
    queryFn: (): Promise<Plan> =>
      api.deployments.plan.query({ action: 'deploy', manifest: text, mode }, { context: bySocket }),
    enabled: valid,
    placeholderData: (last) => last,
    staleTime: 2_000,
    gcTime: 10_000,
  });
  return (
    <Panel title={title}>
      {valid || data ? (
        <PlanSlot
          plan={data}
          stale={isPlaceholderData || !valid}
          refusal={error ? refusalOf(error) : null}
          currentReplicas={replicas}
        />
      ) : (
        <p className="text-ink-3">Shows where each replica would go as soon as nothing is missing.</p>
      )}
    </Panel>
  );
}
