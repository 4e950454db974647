import type { TaskRecord } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { aboutTask, record } from '../timeline.ts';

/**
 * Gives a task up: nobody hears of its node. It may still run there, so it is wanted stopped, and takes its room on the
 * node until the agent says that it is gone (rule NL4).
 */
export function loseTask(draft: Draft, task: TaskRecord, of: { reason: string; message: string }): void {
  if (task.state === 'pending') return;
  draft.put('tasks', {
    ...task,
    ...of,
    state: 'lost',
    desired: 'stopped',
    ready: false,
    stopRequestedAtMs: task.stopRequestedAtMs ?? draft.nowMs,
  });
  record(draft, aboutTask(task), 'TaskLost', of.message);
}
