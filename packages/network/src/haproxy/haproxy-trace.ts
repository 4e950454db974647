import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Where an agent's HAProxy is, kept in the agent's data folder: one that is killed leaves it behind, and it carries the
 * traffic on, as the tasks run on, until the next agent or whoever stops the cluster ends it.
 */
interface Trace {
  pid: number;
  /** Its own, with its configuration. */
  folder: string;
}

/** In the data folder of its agent. */
export const haproxyTraceFile = 'haproxy.json';

export function leaveTrace(file: string, trace: Trace): void {
  writeFileSync(file, JSON.stringify(trace), { mode: 0o600 });
}

/**
 * Ends the HAProxy that left this trace, if there is one and it runs, with what is under way in it.
 * @param except the folder of one that goes on
 */
export function endLeftHaproxy(file: string, { except = '' }: { except?: string } = {}): void {
  const left = readTrace(file);
  if (left === null || left.folder === except) return;
  if (isOurs(left)) process.kill(left.pid, 'SIGTERM');
  rmSync(left.folder, { recursive: true, force: true });
  rmSync(file, { force: true });
}

function readTrace(file: string): Trace | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Trace;
  } catch {
    return null;
  }
}

/** By its folder, which no other process names: the number alone may be somebody else's by now. */
function isOurs({ pid, folder }: Trace): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
  } catch {
    return false;
  }
}
