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

/** With a cgroup the kernel knows. Without, a process belongs by its session, or by its environment if it left that. */
export function findProcesses(tree: ProcessTree): number[] {
  if (Object.keys(tree.cgroup).length > 0) return readMembers(tree.cgroup);
  const inSession = new Set(findSession(tree).map(({ pid }) => pid));
  return readProcesses()
    .map(({ pid }) => pid)
    .filter((pid) => inSession.has(pid) || isMarked(pid, tree));
}

/** The watcher is left out, though it bears the mark: it has yet to write the exit code. */
const isMarked = (pid: number, { program, runtimeId }: ProcessTree): boolean =>
  pid !== program?.parentPid && readEnvironment(pid)?.[runtimeIdVariable] === runtimeId;

/** What is in the watcher's session. Nothing once the watcher is gone: its number may be another session's by now. */
export function findSession({ program }: ProcessTree): ProcessStat[] {
  if (program === null || !isWatcherAlive(program)) return [];
  const session = program.parentPid;
  return readProcesses().filter((stat) => stat.session === session && stat.pid !== session);
}

/** Kills until nothing is left: what forks faster than it is found is found again. */
export async function killTree(tree: ProcessTree): Promise<void> {
  const giveUpAt = performance.now() + killDeadlineMs;
  let left = findProcesses(tree);
  while (left.length > 0 && performance.now() < giveUpAt) {
    if (Object.keys(tree.cgroup).length > 0) await killMembers(tree.cgroup);
    else for (const pid of left) signalProcess(pid, 'SIGKILL');
    await delay(2);
    left = findProcesses(tree);
  }
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
