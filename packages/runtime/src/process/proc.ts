import { readdirSync, readFileSync } from 'node:fs';

/** What the kernel says of processes: read synchronously, since /proc never waits for a disk. */
export interface ProcessStat {
  pid: number;
  /** One letter; Z and X are dead: an orphan's zombie may wait seconds for PID 1. */
  state: string;
  parentPid: number;
  session: number;
  /** Clock ticks since boot. With the pid and the boot id it names one process for ever. */
  startTicks: number;
  /** User and system time, in clock ticks (100 a second on every Linux port that Node supports). */
  cpuTicks: number;
  residentPages: number;
}

/** Parses a line of /proc/pid/stat. The command in parentheses may itself hold spaces and parentheses. */
export function parseStat(line: string): ProcessStat | null {
  const end = line.lastIndexOf(')');
  const fields = line.slice(end + 2).split(' ');
  const pid = Number.parseInt(line, 10);
  if (end < 0 || fields.length < 22 || !(pid > 0)) return null;
  const field = (number: number) => Number(fields[number - 3]);
  return {
    pid,
    state: fields[0]!,
    parentPid: field(4),
    session: field(6),
    startTicks: field(22),
    cpuTicks: field(14) + field(15),
    residentPages: field(24),
  };
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null;
  }
}

export function readStat(pid: number): ProcessStat | null {
  const line = readOrNull(`/proc/${pid}/stat`);
  return line === null ? null : parseStat(line);
}

const isDead = (stat: ProcessStat) => stat.state === 'Z' || stat.state === 'X';

/** Whether that very process lives: same pid, same start. The boot is the caller's to compare. */
export function isAlive(process: { pid: number; startTicks: number }): boolean {
  const now = readStat(process.pid);
  return now !== null && !isDead(now) && now.startTicks === process.startTicks;
}

/** All live processes. About 20 microseconds each. */
export function readProcesses(): ProcessStat[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids
    .map((pid) => readStat(Number(pid)))
    .filter((stat) => stat !== null && !isDead(stat)) as ProcessStat[];
}

/** The environment a process was started with; null when it is gone or another user's. */
export function readEnvironment(pid: number): Record<string, string> | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return null;
  }
  const pairs = text.split('\0').filter((pair) => pair.indexOf('=') > 0);
  return Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
}

export const readBootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
