import {
  type CommandOf,
  hasEnded,
  type Launch,
  type NodeId,
  ok,
  type Rejection,
  type Result,
  type TaskId,
} from '@gantry/model';
import type { Draft } from '../draft.ts';
import { refuse } from './answer.ts';

/** What becomes a task: a launch, or an executor that launches need; `executorId` is that executor's. */
export type Making = Launch & { executorId?: string };

export interface Executors {
  /** Those of the framework that live on the node, by the framework's own ids. */
  there: ReadonlyMap<string, TaskId>;
  /** Those that have to be made first, each once (rule OF20). */
  missing: Making[];
}

/** The executors that launches name. Refuses where one of them is being stopped: it takes no more tasks. */
export function executorsFor(
  draft: Draft,
  { framework, launches }: CommandOf<'offer.accept'>,
  nodeId: NodeId,
): Result<Executors, Rejection> {
  const there = new Map<string, TaskId>();
  const missing = new Map<string, Making>();
  const named = launches.flatMap(({ executor }) => executor ?? []);
  // Only frameworks that have executors of their own are gone through.
  const tasks = named.length === 0 ? [] : draft.state.find('tasksByFramework', framework);
  for (const { id, name, template, frameworkData } of named) {
    if (there.has(id) || missing.has(id)) continue;
    const live = tasks.find(
      (task) => task.executor === id && task.nodeId === nodeId && !hasEnded(task.state),
    );
    if (live !== undefined && live.desired !== 'running')
      return refuse('conflict', `Executor ${id} is being stopped; use another id, or wait for its end.`);
    if (live !== undefined) there.set(id, live.id);
    else missing.set(id, { name, template, labels: {}, group: null, frameworkData, executorId: id });
  }
  return ok({ there, missing: [...missing.values()] });
}
