import type { TaskRecord } from '@gantry/model';
import type { NamespacedReaders } from '@gantry/model/filter-line';
import { type NamedTask, taskFields } from '@gantry/model/task-filter';
import { useMemo } from 'react';
import { useFrameworkNames, useNodeNames, useRows, useTemplates } from '../../live/hooks.ts';
import type { FieldMeanings } from '../../shared/filter-suggestions.ts';
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
  const templates = useTemplates();
  return useMemo(() => {
    const names = new Map<string, string>([...deployments, ...jobs].map(({ id, name }) => [id, name]));
    const runners = new Map(Array.from(frameworks, ([id, name]) => [id, [name, id]]));
    return tasks.map((task) => ({
      task,
      verdict: taskVerdict(task),
      node: nodes.get(task.nodeId ?? '') ?? '',
      owner: names.get(task.deploymentId ?? task.jobId ?? '') ?? '',
      framework: runners.get(task.frameworkId) ?? [],
      template: templates.get(task.templateHash),
      namespace: task.namespace,
    }));
  }, [tasks, nodes, deployments, jobs, frameworks, templates]);
}

export const containerFields: NamespacedReaders<NamedTask> = taskFields(serverNow);
export const containerMeanings: FieldMeanings = {
  cpu: 'cores reserved: cpu>0.5',
  memory: 'bytes reserved: memory>512Mi',
};
