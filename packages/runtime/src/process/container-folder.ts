import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TaskId } from '@gantry/model';
import { signalOfExitCode } from '../exit-signal.ts';
import type { ObservedContainer } from '../port.ts';
import { wasOutOfMemory } from './cgroup.ts';
import type { CgroupFolders } from './cgroup-hierarchy.ts';
import { isAlive, type ProcessStat, parseStat, readStat } from './proc.ts';

/**
 * A process container is a folder, and nothing else remembers it:
 *   container.json  what was asked for; written before the program starts; never its environment (secrets)
 *   sandbox/        the program's own folder
 *   log/            stdout.log and stderr.log, written by the program itself
 *   pid             the program's line of /proc/PID/stat at its start, written by the entry just before it becomes it
 *   exit            exit code and whether a signal caused it, written by the watcher by rename
 */
export interface ContainerRecord {
  taskId: TaskId;
  containerName: string;
  /** Left out, as by older agents: no. */
  isInit?: boolean;
  imageId: string;
  createdAtMs: number;
  /** A pid means nothing after a reboot. */
  bootId: string;
  workingDir: string;
  stopSignal: string | null;
  cgroup: CgroupFolders;
}

/** The driver's id of a container: the name of its folder. Checked, since it also comes from callers. */
const runtimeIdPattern = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,254}$/;
export const isRuntimeId = (text: string): boolean => runtimeIdPattern.test(text);

/** In the environment of every process of a container, to find those that left its session. */
export const runtimeIdVariable = 'GANTRY_RUNTIME_ID';

export const paths = (folder: string) => ({
  record: join(folder, 'container.json'),
  sandbox: join(folder, 'sandbox'),
  log: join(folder, 'log'),
  pid: join(folder, 'pid'),
  exit: join(folder, 'exit'),
});

export function listFolders(containersFolder: string): string[] {
  mkdirSync(containersFolder, { recursive: true, mode: 0o700 });
  return readdirSync(containersFolder).filter(isRuntimeId);
}

/** Atomic, so that a folder either has a whole record or is rubbish of a start that never was. */
export async function writeRecord(folder: string, record: ContainerRecord): Promise<void> {
  const { record: file } = paths(folder);
  await writeFile(`${file}.new`, JSON.stringify(record));
  await rename(`${file}.new`, file);
}

export function readRecord(folder: string): ContainerRecord | null {
  const text = readIfThere(paths(folder).record);
  try {
    return text === null ? null : (JSON.parse(text) as ContainerRecord);
  } catch {
    // A power cut may leave an empty file; nothing runs any more after it.
    return null;
  }
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

const modifiedAtMs = (file: string): number => Math.round(statSync(file).mtimeMs);

/** The program's own process; null before it started. Its parent is the watcher. */
export function readProgram(folder: string): ProcessStat | null {
  const line = readIfThere(paths(folder).pid);
  return line === null ? null : parseStat(line);
}

/** Older than its child and still there: not some later process with the same pid. */
export function isWatcherAlive(program: ProcessStat): boolean {
  const watcher = readStat(program.parentPid);
  return watcher !== null && watcher.state !== 'Z' && watcher.startTicks <= program.startTicks;
}

export function observe(folder: string, record: ContainerRecord, bootId: string): ObservedContainer {
  const program = readProgram(folder);
  const startedAtMs = program ? modifiedAtMs(paths(folder).pid) : null;
  const isBooted = record.bootId === bootId;
  if (isBooted && program && (isAlive(program) || isWatcherAlive(program)) && readExit(folder) === null) {
    return observed(folder, record, { state: 'running', startedAtMs });
  }
  // Read again: the watcher may have written it and gone since.
  const exit = readExit(folder);
  if (exit === null && !program && isBooted) return observed(folder, record, { state: 'created' });
  const outOfMemory = exit?.exitCode !== 0 && wasOutOfMemory(record.cgroup);
  return observed(folder, record, { state: 'exited', startedAtMs, ...exit, outOfMemory });
}

function observed(
  folder: string,
  record: ContainerRecord,
  rest: Partial<ObservedContainer>,
): ObservedContainer {
  return {
    taskId: record.taskId,
    containerName: record.containerName,
    isInit: record.isInit ?? false,
    runtimeId: folder.slice(folder.lastIndexOf('/') + 1),
    state: 'created',
    address: '127.0.0.1',
    startedAtMs: null,
    finishedAtMs: null,
    exitCode: null,
    signal: null,
    outOfMemory: false,
    imageId: record.imageId,
    ...rest,
  };
}

interface Exit {
  exitCode: number;
  signal: string | null;
  finishedAtMs: number;
}

/** Shells say nothing when these end a program, so a code of 128 + n must be taken for the signal. */
const unreported = new Set(['SIGINT', 'SIGPIPE']);

function readExit(folder: string): Exit | null {
  const { exit: file } = paths(folder);
  const match = /^(\d+) (plain|signal)\n$/.exec(readIfThere(file) ?? '');
  if (!match) return null;
  const exitCode = Number(match[1]);
  const possible = signalOfExitCode(exitCode);
  const isSignal = match[2] === 'signal' || (possible !== null && unreported.has(possible));
  return { exitCode, signal: isSignal ? possible : null, finishedAtMs: modifiedAtMs(file) };
}
