import type { TaskRecord } from '@gantry/model';
import type { JsonObject } from '../wire/object.ts';

/** As kubectl reads it: of the containers that run before a pod's program. */
export interface InitStatusJson {
  state: { waiting?: { reason?: string }; terminated?: { reason?: string; exitCode?: number } };
}

/** The task's program never started, as what runs before it failed. */
export function failedBefore({ initContainers = [], containers }: TaskRecord): boolean {
  return (
    containers.every(({ startedAtMs }) => startedAtMs === null) &&
    initContainers.some(({ state, exitCode }) => state === 'exited' && exitCode !== 0)
  );
}

export const isInitialized = (statuses: readonly JsonObject[]): boolean =>
  statuses.every(({ ready }) => ready === true);

/** `Init:1/2`, `Init:Error` and the like; null when the program's turn has come, or nothing is to be said of it yet. */
export function initText(
  statuses: readonly InitStatusJson[],
  { isPlaced }: { isPlaced: boolean },
): string | null {
  const step = statuses.findIndex(({ state }) => state.terminated?.exitCode !== 0);
  if (step < 0) return null;
  const { waiting, terminated } = statuses[step]!.state;
  if (terminated) return `Init:${terminated.reason ?? `ExitCode:${terminated.exitCode}`}`;
  if (waiting?.reason && waiting.reason !== podInitializing) return `Init:${waiting.reason}`;
  return isPlaced ? `Init:${step}/${statuses.length}` : null;
}

export const podInitializing = 'PodInitializing';
