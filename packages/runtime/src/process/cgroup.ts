import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cpuShares } from '../cpu-shares.ts';
import type { CgroupFolders, CgroupHierarchy } from './cgroup-hierarchy.ts';

/** One container's group: made before its program starts, read while it runs, removed with it. */
export interface CgroupLimits {
  cpuMillis: number | null;
  memoryBytes: number | null;
  pids: number | null;
  /** What it asked for: its weight when the machine's CPUs are all busy. */
  cpuRequestMillis: number;
}

const cpuPeriodMicros = 100_000;
/** The kernel refuses a smaller quota. */
const smallestQuotaMicros = 1_000;

const uniqueFolders = (folders: CgroupFolders): string[] => [...new Set(Object.values(folders))];

/** Makes the group `name` with its limits. Throws the file system's error when a limit is refused. */
export async function makeCgroup(
  hierarchy: CgroupHierarchy,
  name: string,
  limits: CgroupLimits,
): Promise<CgroupFolders> {
  const folders = Object.fromEntries(
    Object.entries(hierarchy.parents).map(([role, parent]) => [role, join(parent, name)]),
  ) as CgroupFolders;
  for (const folder of uniqueFolders(folders)) await makeFolder(folder, hierarchy.controllers);
  const settings = hierarchy.version === 'v2' ? settingsV2(limits) : settingsV1(limits);
  for (const { role, file, value, optional } of settings) {
    const folder = folders[role];
    if (folder === undefined || (optional && !existsSync(join(folder, file)))) continue;
    await writeFile(join(folder, file), value);
  }
  return folders;
}

/** The last container to be removed takes the parent along, maybe just now: then once more. */
async function makeFolder(folder: string, controllers: readonly string[]): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await mkdir(dirname(folder), { recursive: true });
      const handOn = controllers.map((controller) => `+${controller}`).join(' ');
      if (handOn !== '') await writeFile(join(dirname(folder), 'cgroup.subtree_control'), handOn);
      await mkdir(folder, { recursive: true });
      return;
    } catch (error) {
      if (attempt === 3 || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

interface Setting {
  role: 'memory' | 'cpu' | 'pids';
  file: string;
  value: string;
  /** The kernel may be built or booted without it. */
  optional: boolean;
}

const setting = (role: Setting['role'], file: string, value: number | string, optional = false): Setting => ({
  role,
  file,
  value: String(value),
  optional,
});

const quotaMicros = (cpuMillis: number) =>
  Math.max(smallestQuotaMicros, Math.round((cpuMillis * cpuPeriodMicros) / 1000));

/** Swap is not given beyond the memory limit: the limit would mean little with it. */
function settingsV1({ cpuMillis, memoryBytes, pids, cpuRequestMillis }: CgroupLimits): Setting[] {
  return [
    setting('cpu', 'cpu.shares', cpuShares(cpuRequestMillis)),
    ...(memoryBytes === null ? [] : [setting('memory', 'memory.limit_in_bytes', memoryBytes)]),
    ...(memoryBytes === null ? [] : [setting('memory', 'memory.memsw.limit_in_bytes', memoryBytes, true)]),
    ...(cpuMillis === null ? [] : [setting('cpu', 'cpu.cfs_period_us', cpuPeriodMicros)]),
    ...(cpuMillis === null ? [] : [setting('cpu', 'cpu.cfs_quota_us', quotaMicros(cpuMillis))]),
    ...(pids === null ? [] : [setting('pids', 'pids.max', pids)]),
  ];
}

function settingsV2({ cpuMillis, memoryBytes, pids, cpuRequestMillis }: CgroupLimits): Setting[] {
  // The conversion that OCI runtimes use: shares 2..262144 onto weight 1..10000.
  const weight = 1 + Math.floor(((cpuShares(cpuRequestMillis) - 2) * 9999) / 262_142);
  return [
    setting('cpu', 'cpu.weight', weight),
    ...(memoryBytes === null ? [] : [setting('memory', 'memory.max', memoryBytes)]),
    ...(memoryBytes === null ? [] : [setting('memory', 'memory.swap.max', 0, true)]),
    ...(cpuMillis === null
      ? []
      : [setting('cpu', 'cpu.max', `${quotaMicros(cpuMillis)} ${cpuPeriodMicros}`)]),
    ...(pids === null ? [] : [setting('pids', 'pids.max', pids)]),
  ];
}

export const procsFiles = (folders: CgroupFolders): string[] =>
  uniqueFolders(folders).map((folder) => join(folder, 'cgroup.procs'));

/** The file that kills every process of the group when 1 is written to it; null before kernel 5.14. */
export function killFile(folders: CgroupFolders): string | null {
  const file = folders.kill === undefined ? null : join(folders.kill, 'cgroup.kill');
  return file !== null && existsSync(file) ? file : null;
}

function readText(folder: string | undefined, file: string): string | null {
  if (folder === undefined) return null;
  try {
    return readFileSync(join(folder, file), 'utf8');
  } catch {
    return null;
  }
}

const readNumber = (text: string | null, pattern: RegExp): number | null => {
  const match = text === null ? null : pattern.exec(text);
  return match ? Number(match[1]) : null;
};

/** Pids in the group, its own sub-groups left out. Empty when the group is gone. */
export function readMembers(folders: CgroupFolders): number[] {
  const text = uniqueFolders(folders)
    .map((folder) => readText(folder, 'cgroup.procs') ?? '')
    .join('\n');
  return [...new Set(text.split('\n').filter(Boolean).map(Number))];
}

export async function killMembers(folders: CgroupFolders): Promise<void> {
  const file = killFile(folders);
  if (file !== null) return writeFile(file, '1');
  await freeze(folders, true);
  for (const pid of readMembers(folders)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It was faster.
    }
  }
  await freeze(folders, false);
}

/** So that nothing forks between reading the list and killing what is on it. */
async function freeze(folders: CgroupFolders, frozen: boolean): Promise<void> {
  const folder = folders.freezer;
  if (folder === undefined) return;
  if (existsSync(join(folder, 'freezer.state'))) {
    await writeFile(join(folder, 'freezer.state'), frozen ? 'FROZEN' : 'THAWED');
  } else if (existsSync(join(folder, 'cgroup.freeze'))) {
    await writeFile(join(folder, 'cgroup.freeze'), frozen ? '1' : '0');
  }
}

/** Whether the kernel killed something in the group for its memory limit. */
export function wasOutOfMemory(folders: CgroupFolders): boolean {
  const text = readText(folders.memory, 'memory.oom_control') ?? readText(folders.memory, 'memory.events');
  return (readNumber(text, /^oom_kill (\d+)/m) ?? 0) > 0;
}

/** Total CPU time in nanoseconds and memory now (page cache that can be dropped left out); null what is not accounted. */
export function readAccounts(folders: CgroupFolders): {
  cpuNanos: number | null;
  memoryBytes: number | null;
} {
  const micros = readNumber(readText(folders.cpuacct, 'cpu.stat'), /^usage_usec (\d+)/m);
  const cpuNanos =
    readNumber(readText(folders.cpuacct, 'cpuacct.usage'), /^(\d+)/) ??
    (micros === null ? null : micros * 1000);
  const used =
    readText(folders.memory, 'memory.usage_in_bytes') ?? readText(folders.memory, 'memory.current');
  const stat = readText(folders.memory, 'memory.stat');
  const droppable =
    readNumber(stat, /^total_inactive_file (\d+)/m) ?? readNumber(stat, /^inactive_file (\d+)/m) ?? 0;
  const usedBytes = readNumber(used, /^(\d+)/);
  return { cpuNanos, memoryBytes: usedBytes === null ? null : Math.max(0, usedBytes - droppable) };
}

/** Removes the group with what sub-groups its program made. A group is busy for some ms after its last process ended. */
export async function removeCgroup(folders: CgroupFolders, deadlineMs: number): Promise<void> {
  const giveUpAt = performance.now() + deadlineMs;
  for (const folder of uniqueFolders(folders)) {
    while (!(await tryRemove(folder)) && performance.now() < giveUpAt) await delay(5);
    // Stays while it holds others.
    await rmdir(dirname(folder)).catch(() => {});
  }
}

async function tryRemove(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return true;
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) if (entry.isDirectory()) await tryRemove(join(folder, entry.name));
    return false;
  }
}
