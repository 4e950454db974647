import type { Usage } from '@gantry/client';
import type { DeploymentId, TaskId } from '@gantry/model';
import { askedBoard } from './asked-board.ts';
import { askedTogether } from './asked-together.ts';
import { api } from './cluster.ts';
import { useAsked } from './use-asked.ts';

const everyMs = 5_000;
const idOf = ({ id }: Usage) => id;

const ofDeployments = askedBoard(
  askedTogether<DeploymentId, Usage>(
    async (deployments) => (await api.deployments.usage.query({ deployments })).items,
    idOf,
  ),
  { everyMs },
);
const ofTasks = askedBoard(
  askedTogether<TaskId, Usage>(async (tasks) => (await api.tasks.usage.query({ tasks })).items, idOf),
  { everyMs },
);

/** What a deployment's containers use, as it was measured last. null: nobody measured it, or the past is shown. */
export const useDeploymentUsage = (id: DeploymentId) => useAsked(ofDeployments, id);

/** The same of one container. */
export const useTaskUsage = (id: TaskId) => useAsked(ofTasks, id);
