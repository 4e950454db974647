import { useMemo } from 'react';
import { useDeployment, useRow, useRowsOf, useScope } from '../../live/hooks.ts';
import { type TaskEnd, taskEnds } from './task-ends.ts';
import type { LogSource } from './use-logs.ts';

/** How the tasks of a view ended, as far as their records are kept; at a moment of the past, those that had ended by then. */
export function useEnds(source: LogSource): readonly TaskEnd[] {
  const { namespace, deployment, task, container } = { ...none, ...source };
  useScope(deployment === '' ? null : `deployment:${namespace}/${deployment}`);
  const tasks = useRowsOf('tasks', 'deploymentId', useDeployment(namespace, deployment)?.id ?? null);
  const one = useRow('tasks', task);
  const ends = taskEnds(one === undefined ? tasks : [one], container);
  const key = JSON.stringify(ends);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is all of it; tasks change all the time, their ends do not
  return useMemo(() => ends, [key]);
}

const none: { namespace: string; deployment: string; task: string | null; container: string | undefined } = {
  ...{ namespace: '', deployment: '', task: null, container: undefined },
};
