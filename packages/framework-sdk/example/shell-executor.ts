import { type ChildProcess, spawn } from 'node:child_process';
import { Executor, type TaskInfo } from '../src/index.ts';

/**
 * An executor that runs the `data` of each task as a line of the shell: one program on a node, many tasks in it. It
 * answers each message with the ids of what it runs.
 */

const running = new Map<string, ChildProcess>();
/** Tasks that were asked to end. */
const asked = new Set<string>();

const executor = new Executor({
  handlers: {
    launch(task) {
      run(task);
    },
    kill(taskId, graceSeconds) {
      end(taskId, graceSeconds ?? 3);
    },
    async message(data, self) {
      await self.message(`${data}: ${[...running.keys()].sort().join(' ') || 'nothing'}`);
    },
    async shutdown(self) {
      for (const taskId of running.keys()) end(taskId, 3);
      // Its end is said by each, and heard before this one goes.
      while (running.size > 0) await new Promise((next) => setTimeout(next, 20));
      await self.settled();
      process.exit(0);
    },
    trouble: ({ message }) => console.error(message),
  },
});

function run({ task_id: { value: id }, data = '' }: TaskInfo): void {
  const line = Buffer.from(data, 'base64').toString();
  const child = spawn('/bin/sh', ['-c', line], { stdio: ['ignore', 'inherit', 'inherit'] });
  running.set(id, child);
  executor.update(id, 'TASK_RUNNING', { message: `process ${child.pid}` });
  child.on('exit', (code, signal) => {
    running.delete(id);
    if (asked.delete(id)) executor.update(id, 'TASK_KILLED');
    else if (code === 0) executor.update(id, 'TASK_FINISHED');
    else executor.update(id, 'TASK_FAILED', { message: `it ended with ${signal ?? code}` });
  });
}

function end(taskId: string, graceSeconds: number): void {
  const child = running.get(taskId);
  if (child === undefined) return;
  asked.add(taskId);
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), graceSeconds * 1000).unref();
}

await executor.run();
