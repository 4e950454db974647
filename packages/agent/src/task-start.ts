import { allContainers, type TaskId } from '@gantry/model';
import { type ObservedContainer, type RuntimeDriver, RuntimeFault } from '@gantry/runtime';
import { withDeadline } from './clock.ts';
import { containerRequest, type Mount, type TaskPlan } from './container-request.ts';
import type { HostPort } from './taken-ports.ts';
import type { TaskContainers } from './task-containers.ts';
import type { RunnerTools } from './task-runner.ts';
import { Refusal } from './trouble.ts';

type Tools = RunnerTools & { driver: RuntimeDriver };

/** An engine that takes longer for a start than this has lost the request; asking again finds what it did make. */
const startWithinMs = 150_000;

const removeWithinMs = 60_000;

/** Progress is for people: more often would only fill the way to the control plane. */
const progressEveryMs = 1_000;

/** Brings the volumes, images and artifacts of a task to the node. Throws Refusal and RuntimeFault. */
export async function prepareTask(
  tools: Tools,
  plan: TaskPlan,
  signal: AbortSignal,
  onProgress: (words: string) => void,
): Promise<Mount[][]> {
  const { driver, volumes } = tools;
  if (plan.assignment.trouble !== null) throw new Refusal('ConfigurationRefused', plan.assignment.trouble);
  const mounts = await volumes.prepare(plan);
  for (const [index, container] of allContainers(plan.template).entries()) {
    const request = containerRequest(plan, index, { mounts: mounts[index] ?? [], joinNetworkOf: null });
    const report = throttledProgress(tools, container.name, onProgress);
    // A driver that is slow to give up must not hold the task.
    await orAborted(driver.prepare(request, report, signal), signal);
  }
  return mounts;
}

function throttledProgress({ clock }: Tools, container: string, onProgress: (words: string) => void) {
  let nextMs = -Infinity;
  return (message: string, ratio: number | null) => {
    if (clock.elapsedMs() < nextMs) return;
    nextMs = clock.elapsedMs() + progressEveryMs;
    const share = ratio === null ? '' : ` (${Math.floor(ratio * 100)} %)`;
    onProgress(`container ${container}: ${message}${share}`);
  };
}

async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) throw abandoned();
  const listening = new AbortController();
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(abandoned()), { signal: listening.signal });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    listening.abort();
  }
}

function abandoned(): Error {
  return new Error('the preparation was given up');
}

/**
 * Starts one container of a task, at `index` of all; the ones after the program's first join its network. Safe to repeat. A start that failed is
 * final here, even where another try might do: the control plane replaces the task, with its own back-off, and a rollout
 * sees at once that the new version does not start. Only a runtime that does not answer is worth waiting for.
 */
export async function startContainer(
  { driver, clock, takenPorts }: Tools,
  plan: TaskPlan,
  { index, mounts, containers }: { index: number; mounts: Mount[]; containers: TaskContainers },
): Promise<ObservedContainer> {
  const initCount = plan.template.initContainers?.length ?? 0;
  const first = index <= initCount ? null : (containers.facts()[0]?.observed?.runtimeId ?? null);
  const request = containerRequest(plan, index, { mounts, joinNetworkOf: first });
  // The first container's request has the ports of all.
  const taken = index === initCount ? await takenPorts.firstOf(request.hostPorts) : null;
  if (taken !== null) throw new Refusal('PortTaken', takenWords(taken));
  containers.markStarting(request.container.name);
  const late = () => {
    const message = `the ${driver.name} runtime did not start it within ${startWithinMs / 1000} s`;
    return new RuntimeFault('Unavailable', message, true);
  };
  try {
    return await withDeadline(clock, startWithinMs, driver.start(request), late);
  } catch (error) {
    const isFinal = error instanceof RuntimeFault && error.reason === 'StartFailed';
    throw isFinal ? new Refusal(error.reason, error.message) : error;
  }
}

const takenWords = ({ hostPort, protocol }: HostPort) =>
  `port ${hostPort}${protocol === 'UDP' ? ' (UDP)' : ''} of its node is taken by another program`;

/** Forgets the containers with their logs, and the task's own volumes. */
export async function removeTask(
  { driver, volumes, clock }: Tools,
  taskId: TaskId,
  runtimeIds: readonly string[],
): Promise<void> {
  // The first container's network is shared by the others: it goes last.
  for (const runtimeId of [...runtimeIds].reverse()) {
    const late = () =>
      new RuntimeFault('Unavailable', `the ${driver.name} runtime did not remove it in time`, true);
    await withDeadline(clock, removeWithinMs, driver.remove(runtimeId), late);
  }
  await volumes.remove(taskId);
}
