import { readFileSync } from 'node:fs';

/** A process of this machine. The pid alone may meanwhile belong to another; with its start time it cannot. */
export interface ProcessIdentity {
  pid: number;
  /** Clock ticks since boot, as the kernel counts them; '' where it does not tell. */
  startedTicks: string;
}

/** null: there is no such process (any more). */
export function identify(pid: number): ProcessIdentity | null {
  try {
    process.kill(pid, 0);
  } catch {
    return null;
  }
  return isZombie(pid) ? null : { pid, startedTicks: statFields(pid)[19] ?? '' };
}

export function isAlive({ pid, startedTicks }: ProcessIdentity): boolean {
  return identify(pid)?.startedTicks === startedTicks;
}

function isZombie(pid: number): boolean {
  return statFields(pid)[0] === 'Z';
}

/** The fields of /proc/<pid>/stat after the command's name, which may itself hold spaces and parentheses. */
function statFields(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

/** Sends a signal; a process that is gone is fine. */
export function signal({ pid }: ProcessIdentity, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended meanwhile.
  }
}
