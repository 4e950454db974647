import type { Usage } from '@gantry/client';
import type { DeploymentId, TaskId } from '@gantry/model';
import { useQuery } from '@tanstack/react-query';
import { askedTogether } from './asked-together.ts';
import { useClock } from './clock.ts';
import { api } from './cluster.ts';

const askEveryMs = 5_000;
const idOf = ({ id }: Usage) => id;

const askDeployment = askedTogether<DeploymentId, Usage>(
  async (deployments) => (await api.deployments.usage.query({ deployments })).items,
  idOf,
);
const askTask = askedTogether<TaskId, Usage>(
  async (tasks) => (await api.tasks.usage.query({ tasks })).items,
  idOf,
);

/** What a deployment's containers use, as it was measured last. null: nobody measured it, or the past is shown. */
export const useDeploymentUsage = (id: DeploymentId) => useUsage('deployment', id, askDeployment);

/** The same of one container. */
export const useTaskUsage = (id: TaskId) => useUsage('task', id, askTask);

function useUsage<Id extends string>(
  kind: string,
  id: Id,
  ask: (id: Id) => Promise<Usage | null>,
): Usage | null {
  // Agents tell what is used now; it is not in the log.
  const isPast = useClock(({ atMs }) => atMs !== null);
  const { data = null } = useQuery({
    queryKey: ['usage', kind, id],
    queryFn: () => ask(id),
    enabled: !isPast,
    refetchInterval: askEveryMs,
  });
  return isPast ? null : data;
}
