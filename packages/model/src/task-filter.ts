import type { FieldReaders } from './filter-line.ts';
import type { TaskRecord } from './records.ts';
import { taskVerdict } from './task-verdict.ts';

/** A task with the names that people know what it belongs to by. */
export interface NamedTask {
  task: TaskRecord;
  /** The node's; empty: it has none. */
  node: string;
  /** The deployment's or job's; empty for a third party's task. */
  owner: string;
  /** The name and the id of the framework that runs it; empty: it is not known. */
  framework: readonly string[];
}

/** What a filter line over tasks can ask for, in a browser and of a server alike. `nowMs`: what ages are told by. */
export const taskFields = (nowMs: () => number) =>
  ({
    name: ({ task }) => task.name,
    id: ({ task }) => task.id,
    ns: ({ task }) => task.namespace,
    app: ({ owner }) => owner,
    node: ({ node }) => node,
    status: ({ task }) => {
      const { tone, label } = taskVerdict(task);
      return [tone, label, task.state];
    },
    rev: ({ task }) => task.revision,
    role: ({ task }) => task.role,
    framework: ({ framework }) => framework,
    failures: ({ task }) => task.failuresInARow,
    age: ({ task }) => nowMs() - task.createdAtMs,
  }) satisfies FieldReaders<NamedTask>;

/** What plain words of the line are looked for in. */
export const taskText = ({ task, owner, node }: NamedTask): string =>
  `${task.name} ${task.id} ${owner} ${node} ${task.message}`;
