import type { TaskRecord } from '@gantry/model';
import { type NamedTask, taskFields } from '@gantry/model/task-filter';
import { useMemo } from 'react';
import { useFrameworkNames, useNodeNames, useRows } from '../../live/hooks.ts';
import type { Verdict } from '../../shared/tone.ts';
import { serverNow } from '../../shared/ui/time.tsx';
import { taskVerdict } from '../../shared/verdict.ts';

/** A task with what a list shows beside it. */
export interface ContainerRow extends NamedTask {
  verdict: Verdict;
  namespace: string;
}

export function useContainerRows(tasks: readonly TaskRecord[]): readonly ContainerRow[] {
  const nodes = useNodeNames();
  const deployments = useRows('deployments');
  const jobs = useRows('jobs');
  const frameworks = useFrameworkNames();
  return useMemo(() => {
    const names = new Map<string, string>([...deployments, ...jobs].map(({ id, name }) => [id, name]));
    const runners = new Map(Array.from(frameworks, ([id, name]) => [id, [name, id]]));
    return tasks.map((task) => ({
      task,
      verdict: taskVerdict(task),
      node: nodes.get(task.nodeId ?? '') ?? '',
      owner: names.get(task.deploymentId ?? task.jobId ?? '') ?? '',
      framework: runners.get(task.frameworkId) ?? [],
      namespace: task.namespace,
    }));
  }, [tasks, nodes, deployments, jobs, frameworks]);
}

export const containerFields = taskFields(serverNow);
