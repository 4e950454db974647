import type { Usage } from '@gantry/client';
import type { DeploymentId, TaskId } from '@gantry/model';
import { useCallback, useSyncExternalStore } from 'react';
import { askedTogether } from './asked-together.ts';
import { useClock } from './clock.ts';
import { api } from './cluster.ts';
import { type UsageBoard, usageBoard } from './usage-board.ts';

const idOf = ({ id }: Usage) => id;

const ofDeployments = usageBoard(
  askedTogether<DeploymentId, Usage>(
    async (deployments) => (await api.deployments.usage.query({ deployments })).items,
    idOf,
  ),
);
const ofTasks = usageBoard(
  askedTogether<TaskId, Usage>(async (tasks) => (await api.tasks.usage.query({ tasks })).items, idOf),
);

/** What a deployment's containers use, as it was measured last. null: nobody measured it, or the past is shown. */
export const useDeploymentUsage = (id: DeploymentId) => useUsage(ofDeployments, id);

/** The same of one container. */
export const useTaskUsage = (id: TaskId) => useUsage(ofTasks, id);

function useUsage<Id extends string>(board: UsageBoard<Id>, id: Id): Usage | null {
  // Agents tell what is used now; it is not in the log.
  const isPast = useClock(({ atMs }) => atMs !== null);
  const subscribe = useCallback(
    (listener: () => void) => (isPast ? () => {} : board.subscribe(id, listener)),
    [board, id, isPast],
  );
  return useSyncExternalStore(subscribe, () => (isPast ? null : board.get(id)));
}
