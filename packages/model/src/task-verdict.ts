import type { TaskRecord, TaskState } from './records.ts';

/** How a task is, as a person is told: a tone of the dashboard's, and a few words. Without schemas, for a browser's first screen. */
export interface TaskVerdict {
  tone: 'running' | 'progress' | 'pending' | 'degraded' | 'failed' | 'draining' | 'stopped' | 'unknown';
  label: string;
}

/** The states of a task that has not ended. */
export const liveStates = [
  'pending',
  'assigned',
  'preparing',
  'starting',
  'running',
  'stopping',
] as const satisfies readonly TaskState[];

const live: ReadonlySet<string> = new Set(liveStates);

/** Whether a task still holds or wants resources. */
export function isLive(task: TaskRecord): boolean {
  return live.has(task.state);
}

/** A pending task that was tried and that no node could take. */
export function isUnplaced(task: TaskRecord): boolean {
  return task.state === 'pending' && task.desired === 'running' && task.unplaced !== null;
}

/** Reasons of a task on its way up that say only how far it is. */
const underWay: readonly string[] = [
  '',
  'Preparing',
  'Starting',
  'Initializing',
  'Reconnecting',
  'BackOff',
  'WaitingForExecutor',
  'Launched',
];

/** It has a node, but its image cannot be pulled or it cannot be started; its message says why, and when it is tried again. */
export function isHeldUp({ state, desired, reason }: TaskRecord): boolean {
  const isOnItsWay = state === 'preparing' || state === 'starting';
  return isOnItsWay && desired === 'running' && !underWay.includes(reason);
}

/**
 * So many counted failures are no slow start any more: a probe's usual threshold, and the first failure of one that never
 * succeeded is not counted.
 */
const toldFailures = 3;

/** It runs and has never been ready, and what its probes answered so far are failures. */
export function isFailingChecks({
  state,
  desired,
  ready,
  readyAtMs,
  probeFailures,
}: Pick<TaskRecord, 'state' | 'desired' | 'ready' | 'readyAtMs' | 'probeFailures'>): boolean {
  const isUnready = state === 'running' && desired === 'running' && !ready;
  return isUnready && readyAtMs === null && probeFailures >= toldFailures;
}

export function taskVerdict(task: TaskRecord): TaskVerdict {
  if (isLive(task) && task.desired === 'stopped') return { tone: 'draining', label: 'Stopping' };
  if (isHeldUp(task)) return { tone: 'degraded', label: heldUpLabel(task) };
  switch (task.state) {
    case 'pending':
      return { tone: 'pending', label: pendingLabel(task) };
    case 'assigned':
      return { tone: 'progress', label: 'Assigned' };
    case 'preparing':
      return { tone: 'progress', label: 'Preparing' };
    case 'starting':
      return { tone: 'progress', label: task.reason === 'Initializing' ? 'Initializing' : 'Starting' };
    case 'running':
      return runningVerdict(task);
    case 'stopping':
      return { tone: 'draining', label: 'Stopping' };
    case 'succeeded':
      return { tone: 'stopped', label: 'Finished' };
    case 'failed':
      return { tone: 'failed', label: 'Failed' };
    case 'stopped':
      return { tone: 'stopped', label: 'Stopped' };
    case 'lost':
      return { tone: 'unknown', label: 'Lost' };
  }
}

function heldUpLabel({ reason }: TaskRecord): string {
  return reason === 'ImagePullBackOff' ? 'Cannot pull its image' : 'Cannot start';
}

function pendingLabel(task: TaskRecord): string {
  if (task.unplaced !== null) return 'Cannot be placed';
  return task.failuresInARow > 0 ? 'Waiting to retry' : 'Pending';
}

function runningVerdict(task: TaskRecord): TaskVerdict {
  if (task.ready) return { tone: 'running', label: 'Running' };
  if (isFailingChecks(task)) return { tone: 'degraded', label: 'Failing its checks' };
  return task.readyAtMs === null
    ? { tone: 'progress', label: 'Not ready yet' }
    : { tone: 'degraded', label: 'Not ready' };
}
