import type { View } from '@gantry/engine';
import { hasEnded, type TaskRecord } from '@gantry/model';
import { executorDataOf, isExecutor } from '../scheduler/framework-data.ts';
import { oldResources, resourcesOf } from './task-message.ts';

/** Executors of frameworks' own as Mesos's master shows them. */

export function getExecutors(view: View) {
  const live = [...view.all('tasks')].filter((task) => isExecutor(task) && !hasEnded(task.state));
  const executors = live.map((task) => ({
    executor_info: executorDataOf(task).executor_info,
    agent_id: { value: task.nodeId ?? '' },
  }));
  return { executors, orphan_executors: [] };
}

/** As the old state endpoints show one. */
export function oldExecutor(view: View, task: TaskRecord) {
  const { executor_info } = executorDataOf(task);
  const { name = '', source = '', command, container } = executor_info;
  const ports = task.hostPorts.map((port) => ({ begin: port, end: port }));
  return {
    executor_id: task.executor,
    name,
    source,
    framework_id: task.frameworkId,
    slave_id: task.nodeId ?? '',
    command,
    ...(container === undefined ? {} : { container }),
    resources: oldResources(resourcesOf(view, task), ports),
    type: 'CUSTOM',
  };
}
