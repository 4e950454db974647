import type { View } from '@gantry/engine';
import { type ExecutorData, executorData } from '@gantry/mesos-wire';
import type { FrameworkId, TaskRecord } from '@gantry/model';
import type { TaskInfo } from './task-info.ts';

/** What the engine keeps with a task: what is told again of it in updates, states and lists. */
export interface FrameworkData {
  info: TaskInfo;
  /** The executor that carries the task, or that the tasks of a group share. null: it has one of its own, of its own name. */
  executorId: string | null;
  /** The whole message, for the executor that carries the task. Left out: none does. */
  task_info?: Record<string, unknown>;
}

const read = new WeakMap<TaskRecord, FrameworkData>();

/** As the framework described the task when it launched it. Not for executors, which are none of its tasks. */
export function frameworkDataOf(task: TaskRecord): FrameworkData {
  const known = read.get(task);
  if (known !== undefined) return known;
  const data = JSON.parse(task.frameworkData) as FrameworkData;
  read.set(task, data);
  return data;
}

/** As the framework described the executor. */
export const executorDataOf = (executor: TaskRecord): ExecutorData =>
  executorData.parse(JSON.parse(executor.frameworkData));

export const isExecutor = ({ executor }: TaskRecord): boolean => executor !== undefined;

/** The framework's tasks as it knows them: its executors are not among them. */
export const tasksOf = (view: View, framework: FrameworkId): TaskRecord[] =>
  view.tasksOfFramework(framework).filter((task) => !isExecutor(task));

/** Its executors on a node, those that have ended among them. */
export const executorsOn = (view: View, framework: FrameworkId, nodeId: string): TaskRecord[] =>
  view.tasksOfFramework(framework).filter((task) => isExecutor(task) && task.nodeId === nodeId);

/** The id that the framework chose. */
export const mesosIdOf = (task: TaskRecord): string => frameworkDataOf(task).info.task_id.value;

/** Command tasks have an executor each, of the same name. */
export function executorIdOf(task: TaskRecord): string {
  const { executorId, info } = frameworkDataOf(task);
  return executorId ?? info.task_id.value;
}

/** The newest task that the framework launched under an id of its own. */
export function findTask(view: View, framework: FrameworkId, mesosId: string): TaskRecord | null {
  return tasksOf(view, framework).findLast((task) => mesosIdOf(task) === mesosId) ?? null;
}
