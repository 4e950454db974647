import type { View } from '@gantry/engine';
import type { NodeId, TaskId, TaskUsage, UsageSample } from '@gantry/model';

/** What the tasks of each autoscaled deployment use now, as far as their agents measured it. */
export function usageSamples(
  view: View,
  usageOf: (nodeId: NodeId) => { tasks: TaskUsage[] } | null,
): UsageSample[] {
  const nodes = new Map<NodeId, Map<TaskId, TaskUsage>>();
  const usageOn = (nodeId: NodeId) => {
    const known =
      nodes.get(nodeId) ?? new Map((usageOf(nodeId)?.tasks ?? []).map((usage) => [usage.taskId, usage]));
    nodes.set(nodeId, known);
    return known;
  };
  return [...view.all('autoscalers')].map(({ id, namespace, deployment: name }) => {
    const deployment = view.deployment(namespace, name);
    const tasks = deployment === undefined ? [] : [...view.tasksOfDeployment(deployment.id)];
    const measured = tasks.flatMap(({ id: taskId, nodeId, ready, desired }) =>
      ready && desired === 'running' && nodeId !== null ? (usageOn(nodeId).get(taskId) ?? []) : [],
    );
    const average = (of: (usage: TaskUsage) => number) =>
      measured.reduce((sum, usage) => sum + of(usage), 0) / Math.max(1, measured.length);
    return {
      autoscalerId: id,
      tasks: measured.length,
      cpuMillis: average(({ cpuMillis }) => cpuMillis),
      memoryBytes: average(({ memoryBytes }) => memoryBytes),
    };
  });
}
