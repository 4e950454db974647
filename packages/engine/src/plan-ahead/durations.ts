import type { DeploymentId, TaskRecord } from '@gantry/model';
import type { State } from '../state/state.ts';

/** How long a deployment's tasks take to become ready and to stop. */
export interface Durations {
  startMs: number;
  stopMs: number;
}

/** Used until a deployment has tasks to learn from. */
export const assumedDurations: Durations = { startMs: 1_000, stopMs: 500 };

/** So many of the newest tasks are looked at. */
const sampleSize = 50;

/** The medians over the deployment's newest tasks of one revision: from assigned to ready, and from told to stop to ended. */
export function observedDurations(state: State, deploymentId: DeploymentId): Durations {
  const tasks = state.tasksOfDeployment(deploymentId);
  return {
    startMs: medianOf(tasks, startOf) ?? assumedDurations.startMs,
    stopMs: medianOf(tasks, stopOf) ?? assumedDurations.stopMs,
  };
}

/** A task whose readiness came and went was started when it was first ready. Records of before know the last time only. */
const startOf = ({ assignedAtMs, firstReadyAtMs, readyAtMs }: TaskRecord) =>
  between(assignedAtMs, firstReadyAtMs ?? readyAtMs);

const stopOf = ({ state, stopRequestedAtMs, finishedAtMs }: TaskRecord) =>
  state === 'lost' ? null : between(stopRequestedAtMs, finishedAtMs);

/** null where one is missing, or where the agent's clock is so far off that it makes no sense. */
function between(fromMs: number | null, toMs: number | null): number | null {
  return fromMs === null || toMs === null || toMs < fromMs ? null : toMs - fromMs;
}

function medianOf(
  tasks: readonly TaskRecord[],
  durationOf: (task: TaskRecord) => number | null,
): number | null {
  const durations: number[] = [];
  let revision: number | null = null;
  for (let index = tasks.length - 1; index >= 0 && durations.length < sampleSize; index--) {
    const task = tasks[index]!;
    const duration = durationOf(task);
    if (duration === null) continue;
    // Another revision is another program: what it took says little once the newest has been seen.
    revision ??= task.revision;
    if (task.revision === revision) durations.push(duration);
  }
  return durations.sort((a, b) => a - b)[Math.floor(durations.length / 2)] ?? null;
}
