import { setTimeout as delay } from 'node:timers/promises';
import { killMembers, readMembers } from './cgroup.ts';
import type { CgroupFolders } from './cgroup-hierarchy.ts';
import { isWatcherAlive, runtimeIdVariable } from './container-folder.ts';
import { type ProcessStat, readEnvironment, readProcesses } from './proc.ts';

/** Everything that a container's program started, wherever it went. */
export interface ProcessTree {
  runtimeId: string;
  /** null before it started. */
  program: ProcessStat | null;
  cgroup: CgroupFolders;
}

const killDeadlineMs = 5_000;
const lookAgainMs = 2;

/** With a cgroup the kernel knows. Without, a process belongs by its session, or by its environment if it left that. */
export function findProcesses(tree: ProcessTree): number[] {
  if (Object.keys(tree.cgroup).length > 0) return readMembers(tree.cgroup);
  const inSession = new Set(findSession(tree).map(({ pid }) => pid));
  return readProcesses()
    .filter((stat) => inSession.has(stat.pid) || isMarked(stat, tree))
    .map(({ pid }) => pid);
}

const isMarked = (stat: ProcessStat, { program, runtimeId }: ProcessTree): boolean =>
  !isWatcher(stat, program) && readEnvironment(stat.pid)?.[runtimeIdVariable] === runtimeId;

/** It and what it runs beside the program are left out, though they bear the mark: they have yet to write the exit code. */
function isWatcher({ pid, parentPid }: ProcessStat, program: ProcessStat | null): boolean {
  if (program === null) return false;
  return pid === program.parentPid || (parentPid === program.parentPid && pid !== program.pid);
}

/** What is in the watcher's session. Nothing once the watcher is gone: its number may be another session's by now. */
export function findSession({ program }: ProcessTree): ProcessStat[] {
  if (program === null || !isWatcherAlive(program)) return [];
  const session = program.parentPid;
  return readProcesses().filter((stat) => stat.session === session && !isWatcher(stat, program));
}

/** Kills until nothing is left: what forks faster than it is found is found again. The watcher ends by itself then. */
export async function killTree(tree: ProcessTree): Promise<void> {
  const giveUpAt = performance.now() + killDeadlineMs;
  let left = findProcesses(tree);
  while (left.length > 0 && performance.now() < giveUpAt) {
    if (Object.keys(tree.cgroup).length > 0) await killMembers(tree.cgroup);
    else for (const pid of left) signalProcess(pid, 'SIGKILL');
    await delay(lookAgainMs);
    left = findProcesses(tree);
  }
  while (tree.program !== null && isWatcherAlive(tree.program) && performance.now() < giveUpAt)
    await delay(lookAgainMs);
}

/** Whether it was there to get the signal. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
