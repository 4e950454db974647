import { type ContainerStatus, hasEnded, type TaskId, type TaskReport } from '@gantry/model';
import { hasStarted, isReady } from './probe-state.ts';
import type { ContainerFacts, TaskFacts, TaskStatus } from './task-machine.ts';

/** What is told of a task: its status, and how each of its containers is. */
export function taskReportOf(
  taskId: TaskId,
  status: TaskStatus,
  { containers, initContainers }: Pick<TaskFacts, 'containers' | 'initContainers'>,
  counts: { probeFailures: number; errorLines: number; endedAtMs: number | null },
): TaskReport {
  const { endedAtMs, ...counted } = counts;
  const observed = containers.flatMap((container) => container.observed ?? []);
  const startedAtMs = observed.flatMap((one) => one.startedAtMs ?? []);
  const ran = [...initContainers, ...containers];
  const finishedAtMs = ran.flatMap((one) => one.observed?.finishedAtMs ?? []);
  return {
    taskId,
    ...status,
    startedAtMs: startedAtMs.length > 0 ? Math.min(...startedAtMs) : null,
    finishedAtMs: hasEnded(status.state)
      ? finishedAtMs.length > 0
        ? Math.max(...finishedAtMs)
        : endedAtMs
      : null,
    address: containers[0]?.observed?.address ?? '',
    containers: containers.map((container) => containerStatusOf(container, status)),
    ...(initContainers.length === 0
      ? {}
      : { initContainers: initContainers.map((container) => containerStatusOf(container, status)) }),
    ...counted,
  };
}

function containerStatusOf({ name, observed, probes }: ContainerFacts, status: TaskStatus): ContainerStatus {
  const isRunning = observed?.state === 'running';
  return {
    name,
    state: isRunning ? 'running' : observed?.state === 'exited' ? 'exited' : 'waiting',
    runtimeId: observed?.runtimeId ?? '',
    startedAtMs: observed?.startedAtMs ?? null,
    finishedAtMs: observed?.finishedAtMs ?? null,
    exitCode: observed?.exitCode ?? null,
    signal: observed?.signal ?? null,
    outOfMemory: observed?.outOfMemory ?? false,
    // Nobody is sent to a task that is being stopped, whatever its probes say.
    ready: isRunning && status.state === 'running' && probes !== null && isReady(probes),
    started: isRunning && probes !== null && hasStarted(probes),
    imageId: observed?.imageId ?? '',
  };
}
