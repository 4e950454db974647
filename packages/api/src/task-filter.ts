import type { View } from '@gantry/engine';
import type { Rejection, Result, TaskRecord } from '@gantry/model';
import { requiredText } from '@gantry/model/filter-line';
import { type NamedTask, taskFields, taskText } from '@gantry/model/task-filter';
import { lineFilter } from './line-filter.ts';

/** Whether a filter line takes a task, named as the tables now name its node and its owner. */
export function taskFilter(
  view: View,
  line: string,
  nowMs: number,
): Result<(task: TaskRecord) => boolean, Rejection> {
  const takes = lineFilter(
    line,
    taskFields(() => nowMs),
    taskText,
  );
  return takes.ok ? { ok: true, value: (task) => takes.value(named(view, task)) } : takes;
}

/** Tasks among which are all that the line takes: by the smallest index that it allows. */
export function tasksWithin(view: View, line: string): Iterable<TaskRecord> {
  const isNode = requiredText(line, 'node');
  if (isNode !== null)
    return [...view.all('nodes')].flatMap(({ id, name }) => (isNode(name) ? [...view.tasksOfNode(id)] : []));
  const isOwner = requiredText(line, 'app');
  if (isOwner === null) return tasksWithinFrameworks(view, line);
  return [
    ...[...view.all('deployments')].flatMap(({ id, name }) =>
      isOwner(name) ? [...view.tasksOfDeployment(id)] : [],
    ),
    ...[...view.all('jobs')].flatMap(({ id, name }) => (isOwner(name) ? [...view.tasksOfJob(id)] : [])),
  ];
}

/** Only those from outside have an index of their own: the others' tasks are nearly all there are. */
function tasksWithinFrameworks(view: View, line: string): Iterable<TaskRecord> {
  const isFramework = requiredText(line, 'framework');
  if (isFramework === null) return view.all('tasks');
  const frameworks = [...view.all('frameworks')].filter(({ id, name }) => isFramework(name, id));
  return frameworks.every(({ kind }) => kind === 'mesos')
    ? frameworks.flatMap(({ id }) => view.tasksOfFramework(id))
    : view.all('tasks');
}

function named(view: View, task: TaskRecord): NamedTask {
  return {
    ...{ task, node: nodeName(view, task), owner: ownerName(view, task) },
    framework: frameworkTexts(view, task),
    template: view.get('templates', task.templateHash)?.template,
  };
}

function nodeName(view: View, { nodeId }: TaskRecord): string {
  return nodeId === null ? '' : (view.get('nodes', nodeId)?.name ?? '');
}

function frameworkTexts(view: View, { frameworkId }: TaskRecord): string[] {
  const framework = view.get('frameworks', frameworkId);
  return framework === undefined ? [] : [framework.name, framework.id];
}

function ownerName(view: View, { deploymentId, jobId }: TaskRecord): string {
  if (deploymentId !== null) return view.get('deployments', deploymentId)?.name ?? '';
  return jobId === null ? '' : (view.get('jobs', jobId)?.name ?? '');
}
