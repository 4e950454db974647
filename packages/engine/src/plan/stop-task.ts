import type { TaskRecord } from '@gantry/model';
import type { Draft } from '../draft.ts';

interface StopCause {
  /** The stable word, then the sentence. */
  reason: string;
  message: string;
  /** null: what the template asks for. */
  graceSeconds: number | null;
}

/** Has a task stopped. One that no node has yet is stopped at once, as there is nobody else to say so (rule TS3). */
export function stopTask(draft: Draft, task: TaskRecord, { reason, message, graceSeconds }: StopCause): void {
  if (task.state === 'pending') {
    const ended = {
      state: 'stopped',
      finishedAtMs: draft.nowMs,
      unplaced: null,
      notBeforeAtMs: null,
    } as const;
    draft.update('tasks', task, { ...ended, desired: 'stopped', reason, message });
    return;
  }
  const { template } = draft.state.get('templates', task.templateHash)!;
  draft.update('tasks', task, {
    desired: 'stopped',
    reason,
    message,
    stopGraceSeconds: graceSeconds ?? task.stopGraceSeconds ?? template.terminationGracePeriodSeconds,
    stopRequestedAtMs: task.stopRequestedAtMs ?? draft.nowMs,
  });
}
