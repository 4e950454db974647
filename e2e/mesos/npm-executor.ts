import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';

/**
 * An executor of the npm package mesos-framework, unmodified. Its own handlers fail, so all are given here; it says
 * nothing of what it holds when it subscribes.
 */

const { Executor, Mesos } = createRequire(import.meta.url)('mesos-framework');
void Mesos;

// biome-ignore lint/suspicious/noExplicitAny: messages of many shapes
type Body = any;

function say(executor: Body, taskId: string, state: string): void {
  executor.update({
    task_id: { value: taskId },
    executor_id: executor.executorId,
    state,
    source: 'SOURCE_EXECUTOR',
    uuid: randomBytes(16).toString('base64'),
  });
}

const executor = new Executor({
  handlers: {
    SUBSCRIBED: (_body: Body) => {},
    LAUNCH: ({ task }: Body) => say(executor, task.task_id.value, 'TASK_RUNNING'),
    KILL: ({ task_id }: Body) => say(executor, task_id.value, 'TASK_KILLED'),
    ACKNOWLEDGED: (_body: Body) => {},
    MESSAGE: ({ data }: Body) => executor.message(`heard ${Buffer.from(data, 'base64')}`),
    ERROR: (_body: Body) => {},
    SHUTDOWN: (_body: Body) => process.exit(0),
  },
});
executor.on('error', (error: Body) => console.error(error));
executor.subscribe();
