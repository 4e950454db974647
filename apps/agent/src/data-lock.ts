import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Keeps two agents out of one data folder: they would fight over the same tasks. The lock is a file with the process
 * and its start time, so that the lock of an agent that was killed is recognised as nobody's, even when another program
 * got its number meanwhile.
 */
export function lockDataFolder(
  dataDir: string,
): { ok: true; unlock: () => void } | { ok: false; holder: number } {
  const path = join(dataDir, 'agent.pid');
  const holder = holderOf(path);
  if (holder !== null) return { ok: false, holder };
  rmSync(path, { force: true });
  try {
    writeFileSync(path, `${process.pid} ${startTimeOf(process.pid)}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    // Another one came in between.
    const other = holderOf(path);
    if (other === null) throw error;
    return { ok: false, holder: other };
  }
  return { ok: true, unlock: () => rmSync(path, { force: true }) };
}

/** The living process that holds the lock, or null. */
function holderOf(path: string): number | null {
  const [pid, startTime] = (read(path) ?? '').trim().split(' ');
  const number = Number(pid);
  if (!Number.isInteger(number) || number <= 0 || number === process.pid) return null;
  return isAlive(number) && startTimeOf(number) === (startTime ?? '') ? number : null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** In ticks since boot, the 22nd field of the kernel's record; '' where there is no such record. */
function startTimeOf(pid: number): string {
  const stat = read(`/proc/${pid}/stat`);
  // The program's name, in parentheses, may itself hold spaces and parentheses.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  // A zombie is dead, only not yet buried.
  return fields[0] === 'Z' ? 'dead' : (fields[19] ?? '');
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
