import { bytes, cores, type NamespacedReaders } from './filter-line.ts';
import { requestsOf } from './init-containers.ts';
import type { TaskRecord } from './records.ts';
import { taskVerdict } from './task-verdict.ts';
import type { Template } from './template.ts';

/** A task with the names that people know what it belongs to by. */
export interface NamedTask {
  task: TaskRecord;
  /** The node's; empty: it has none. */
  node: string;
  /** The deployment's or job's; empty for a third party's task. */
  owner: string;
  /** The name and the id of the framework that runs it; empty: it is not known. */
  framework: readonly string[];
  /** What it is made by, which says what is reserved for it; undefined: it is not known. */
  template: Template | undefined;
}

/**
 * What a filter line over tasks can ask for, in a browser and of a server alike. `nowMs`: what ages are told by. `cpu` is
 * the cores and `memory` the bytes that are reserved: what is used only its node knows.
 */
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
    cpu: cores(({ template }) => (template === undefined ? 0 : requestsOf(template).cpuMillis / 1_000)),
    memory: bytes(({ template }) => (template === undefined ? 0 : requestsOf(template).memoryBytes)),
    failures: ({ task }) => task.failuresInARow,
    age: ({ task }) => nowMs() - task.createdAtMs,
  }) satisfies NamespacedReaders<NamedTask>;

/** What plain words of the line are looked for in. */
export const taskText = ({ task, owner, node }: NamedTask): string =>
  `${task.name} ${task.id} ${owner} ${node} ${task.message}`;
