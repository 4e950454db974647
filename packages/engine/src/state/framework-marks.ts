import type { FrameworkId, TaskRecord } from '@gantry/model';

/** What is noted on tasks of frameworks from outside. */

/** On a task whose end its framework has acknowledged. */
export const acknowledgedAnnotation = 'gantry.local/end-acknowledged';

/** On a task of a group: the group's name. All of a group stop with the first that fails or is stopped. */
export const groupAnnotation = 'gantry.local/task-group';

/** The group's name within its framework; null: the task is in none. */
export function groupOf({ frameworkId, annotations }: Pick<TaskRecord, 'frameworkId' | 'annotations'>) {
  const group = annotations[groupAnnotation];
  return group === undefined ? null : groupKey(frameworkId, group);
}

export const groupKey = (frameworkId: FrameworkId, group: string) => `${frameworkId}/${group}`;
