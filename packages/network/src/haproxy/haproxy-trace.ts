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

/** Told before anything else is done with it. The ones before stay told until they are ended. */
export function leaveTrace(file: string, trace: Trace): void {
  write(file, [...readTraces(file).filter(({ folder }) => folder !== trace.folder), trace]);
}

/**
 * Ends each HAProxy that left its trace here and runs, with what is under way in it.
 * @param except the folder of one that goes on
 */
export function endLeftHaproxy(file: string, { except = '' }: { except?: string } = {}): void {
  const traces = readTraces(file);
  for (const left of traces.filter(({ folder }) => folder !== except)) {
    if (isOurs(left)) process.kill(left.pid, 'SIGTERM');
    rmSync(left.folder, { recursive: true, force: true });
  }
  write(
    file,
    traces.filter(({ folder }) => folder === except),
  );
}

function write(file: string, traces: Trace[]): void {
  if (traces.length === 0) rmSync(file, { force: true });
  else writeFileSync(file, JSON.stringify(traces), { mode: 0o600 });
}

/** One alone is what earlier versions left. */
function readTraces(file: string): Trace[] {
  try {
    return [JSON.parse(readFileSync(file, 'utf8')) as Trace | Trace[]].flat();
  } catch {
    return [];
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
