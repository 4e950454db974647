import type { Usage, UsageTrail } from '@gantry/client';
import type { DeploymentId, TaskId } from '@gantry/model';
import { useMemo } from 'react';
import { type AskedBoard, askedBoard } from './asked-board.ts';
import { askedTogether } from './asked-together.ts';
import { api } from './cluster.ts';
import { useAsked } from './use-asked.ts';

const everyMs = 5_000;
/** A step of a trail. */
const trailEveryMs = 15_000;
const idOf = ({ id }: { id: string }) => id;

/** Of one kind of thing: what is used now, and what was used until a moment ago. Asked about what is in sight only. */
interface Boards<Id extends string> {
  usage: AskedBoard<Id, Usage>;
  trails: AskedBoard<Id, UsageTrail>;
}

const ofDeployments: Boards<DeploymentId> = {
  usage: askedBoard(
    askedTogether(async (deployments) => (await api.deployments.usage.query({ deployments })).items, idOf),
    { everyMs },
  ),
  trails: askedBoard(
    askedTogether(async (deployments) => (await api.deployments.trails.query({ deployments })).items, idOf),
    { everyMs: trailEveryMs },
  ),
};
const ofTasks: Boards<TaskId> = {
  usage: askedBoard(
    askedTogether(async (tasks) => (await api.tasks.usage.query({ tasks })).items, idOf),
    { everyMs },
  ),
  trails: askedBoard(
    askedTogether(async (tasks) => (await api.tasks.trails.query({ tasks })).items, idOf),
    { everyMs: trailEveryMs },
  ),
};

/** What a deployment's containers use, as it was measured last. null: nobody measured it, or the past is shown. */
export const useDeploymentUsage = (id: DeploymentId) => useAsked(ofDeployments.usage, id);

/** The same of one container. */
export const useTaskUsage = (id: TaskId) => useAsked(ofTasks.usage, id);

/** The same with the last ten minutes, for what draws without React. */
export const useDeploymentCourse = (id: DeploymentId) => useCourse(ofDeployments, id);
export const useTaskCourse = (id: TaskId) => useCourse(ofTasks, id);

function useCourse<Id extends string>({ usage, trails }: Boards<Id>, id: Id) {
  return useMemo(
    () => ({
      get: () => ({ usage: usage.get(id), trail: trails.get(id) }),
      subscribe(listener: () => void) {
        const stops = [usage.subscribe(id, listener), trails.subscribe(id, listener)];
        return () => {
          for (const stop of stops) stop();
        };
      },
    }),
    [usage, trails, id],
  );
}
