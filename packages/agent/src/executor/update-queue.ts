import type { MesosState } from '@gantry/mesos-wire';
import type { TaskState, TaskUpdate } from '@gantry/model';

/**
 * What the framework of a carried task is still to hear, in order: only the first is on its way, and the next follows
 * when that was acknowledged. Pure: plain data and the steps from one to the next.
 */
export interface UpdateQueue {
  waiting: readonly TaskUpdate[];
  /** The uuids of those that were acknowledged last: an executor that missed it says them again. */
  settled: readonly string[];
}

export const emptyQueue: UpdateQueue = { waiting: [], settled: [] };

/** More are refused: an executor that floods a framework which acknowledges nothing hurts itself only. */
export const mostWaiting = 1_000;
const mostSettled = 50;

const isOf = (uuid: string) => (update: TaskUpdate) => update.uuid === uuid;

export type Standing = 'new' | 'waiting' | 'settled' | 'full';

export function standingOf({ waiting, settled }: UpdateQueue, uuid: string): Standing {
  if (waiting.some(isOf(uuid))) return 'waiting';
  if (settled.includes(uuid)) return 'settled';
  return waiting.length >= mostWaiting ? 'full' : 'new';
}

export const withUpdate = (queue: UpdateQueue, update: TaskUpdate): UpdateQueue => ({
  ...queue,
  waiting: [...queue.waiting, update],
});

/** Anything but the first is not on its way: nothing changes. */
export function withAcknowledged(queue: UpdateQueue, uuid: string): UpdateQueue {
  const [first, ...waiting] = queue.waiting;
  if (first?.uuid !== uuid) return queue;
  return { waiting, settled: [...queue.settled, uuid].slice(-mostSettled) };
}

const states: Record<MesosState, TaskState> = {
  TASK_STAGING: 'preparing',
  TASK_STARTING: 'starting',
  TASK_RUNNING: 'running',
  TASK_KILLING: 'stopping',
  TASK_FINISHED: 'succeeded',
  TASK_KILLED: 'stopped',
  TASK_FAILED: 'failed',
  TASK_ERROR: 'failed',
  TASK_LOST: 'failed',
  TASK_DROPPED: 'failed',
  TASK_GONE: 'failed',
  TASK_GONE_BY_OPERATOR: 'failed',
  // The executor lost sight of it, and may find it again.
  TASK_UNREACHABLE: 'running',
  TASK_UNKNOWN: 'running',
};

/** The state of a task in our words, as its executor tells it. */
export const taskStateOf = (state: MesosState): TaskState => states[state];
