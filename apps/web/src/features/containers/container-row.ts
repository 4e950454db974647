import type { TaskRecord } from '@gantry/model';
import { useMemo } from 'react';
import { useNodeNames, useRows } from '../../live/hooks.ts';
import type { FieldReaders } from '../../shared/filter.ts';
import type { Verdict } from '../../shared/tone.ts';
import { serverNow } from '../../shared/ui/time.tsx';
import { taskVerdict } from '../../shared/verdict.ts';

/** A task with what a list shows beside it. */
export interface ContainerRow {
  task: TaskRecord;
  verdict: Verdict;
  node: string;
  /** The deployment's or job's name; empty for a third party's task. */
  owner: string;
  namespace: string;
}

export function useContainerRows(tasks: readonly TaskRecord[]): readonly ContainerRow[] {
  const nodes = useNodeNames();
  const deployments = useRows('deployments');
  const jobs = useRows('jobs');
  return useMemo(() => {
    const names = new Map<string, string>([...deployments, ...jobs].map(({ id, name }) => [id, name]));
    return tasks.map((task) => ({
      task,
      verdict: taskVerdict(task),
      node: nodes.get(task.nodeId ?? '') ?? '',
      owner: names.get(task.deploymentId ?? task.jobId ?? '') ?? '',
      namespace: task.namespace,
    }));
  }, [tasks, nodes, deployments, jobs]);
}

export const containerFields: FieldReaders<ContainerRow> = {
  name: ({ task }) => task.name,
  id: ({ task }) => task.id,
  ns: ({ namespace }) => namespace,
  app: ({ owner }) => owner,
  node: ({ node }) => node,
  status: ({ verdict, task }) => [verdict.tone, verdict.label, task.state],
  rev: ({ task }) => task.revision,
  role: ({ task }) => task.role,
  failures: ({ task }) => task.failuresInARow,
  age: ({ task }) => serverNow() - task.createdAtMs,
};

export const containerText = ({ task, owner, node }: ContainerRow): string =>
  `${task.name} ${task.id} ${owner} ${node} ${task.message}`;
