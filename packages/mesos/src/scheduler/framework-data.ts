import type { View } from '@gantry/engine';
import type { FrameworkId, TaskRecord } from '@gantry/model';
import type { TaskInfo } from './task-info.ts';

/** What the engine keeps with a task: what is told again of it in updates, states and lists. */
export interface FrameworkData {
  info: TaskInfo;
  /** The executor that the tasks of a group share. null: the task has one of its own, of its own name. */
  executorId: string | null;
}

const read = new WeakMap<TaskRecord, FrameworkData>();

/** As the framework described the task when it launched it. */
export function frameworkDataOf(task: TaskRecord): FrameworkData {
  const known = read.get(task);
  if (known !== undefined) return known;
  const data = JSON.parse(task.frameworkData) as FrameworkData;
  read.set(task, data);
  return data;
}

/** The id that the framework chose. */
export const mesosIdOf = (task: TaskRecord): string => frameworkDataOf(task).info.task_id.value;

/** Command tasks have an executor each, of the same name. */
export function executorIdOf(task: TaskRecord): string {
  const { executorId, info } = frameworkDataOf(task);
  return executorId ?? info.task_id.value;
}

/** The newest task that the framework launched under an id of its own. */
export function findTask(view: View, framework: FrameworkId, mesosId: string): TaskRecord | null {
  return view.tasksOfFramework(framework).findLast((task) => mesosIdOf(task) === mesosId) ?? null;
}
