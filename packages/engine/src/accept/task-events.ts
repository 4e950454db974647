import type { EventReason, TaskRecord } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { aboutTask, record } from '../timeline.ts';

/** As the agent says it, as a sentence; its reason or the state where it says nothing. */
export function whyOf({ message, reason, state }: TaskRecord): string {
  const text = message || reason || state;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

/** The lines of the timeline that an agent's report is worth. */
export function recordTaskChange(draft: Draft, before: TaskRecord, after: TaskRecord): void {
  const event = stateEvent(before, after) ?? readinessEvent(before, after) ?? pullEvent(before, after);
  if (event !== null) record(draft, aboutTask(after), event.reason, event.message);
}

interface TaskEvent {
  reason: EventReason;
  message: string;
}

function stateEvent(before: TaskRecord, after: TaskRecord): TaskEvent | null {
  if (before.state === after.state) return null;
  switch (after.state) {
    case 'running':
      return { reason: 'Started', message: 'Running.' };
    case 'succeeded':
      return { reason: 'Completed', message: whyOf(after) };
    case 'failed':
      return { reason: after.reason === 'OutOfMemory' ? 'OutOfMemory' : 'Failed', message: whyOf(after) };
    case 'stopped':
      return { reason: 'Killed', message: 'Stopped.' };
    default:
      return null;
  }
}

function readinessEvent(before: TaskRecord, after: TaskRecord): TaskEvent | null {
  if (!before.ready && after.ready) return { reason: 'Ready', message: 'All probes succeed.' };
  const isTrouble = before.ready && after.state === 'running' && after.desired === 'running';
  return isTrouble && !after.ready ? { reason: 'Unhealthy', message: 'Not ready any more.' } : null;
}

/** Fetching the image takes long and fails often enough to be told while it happens. */
function pullEvent(before: TaskRecord, after: TaskRecord): TaskEvent | null {
  if (before.reason === after.reason || !/Pull/.test(after.reason)) return null;
  return { reason: after.reason === 'Pulling' ? 'Pulling' : 'FailedPull', message: whyOf(after) };
}
