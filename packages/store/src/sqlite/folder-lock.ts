import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { StoreFault } from '../port.ts';
import { isSqliteError, sqliteCode } from './fault.ts';

const retryMs = 50;

/**
 * Takes the data folder for this process. The operating system's own lock, held through an empty SQLite file because
 * Node has no call for it, so that it is gone with the process however that ends.
 * Waits up to `waitMs` for another holder to go, then throws a `held` fault that names it. Rejects when `signal` aborts.
 */
export async function lockFolder(
  folder: string,
  options: { waitMs: number; signal: AbortSignal; onWait: (holder: string) => void },
): Promise<() => void> {
  const giveUpAtMs = performance.now() + options.waitMs;
  for (let tries = 0; ; tries++) {
    options.signal.throwIfAborted();
    const unlock = tryLock(folder);
    if (unlock !== null) return unlock;
    if (performance.now() >= giveUpAtMs) throw heldFault(folder);
    if (tries === 0) options.onWait(holderOf(folder));
    await pause(retryMs, undefined, { signal: options.signal });
  }
}

function tryLock(folder: string): (() => void) | null {
  const database = new DatabaseSync(join(folder, 'gantry.lock'), { timeout: 0 });
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (isSqliteError(error) && error.errcode === sqliteCode.busy) return null;
    throw error;
  }
  const since = new Date().toISOString();
  writeFileSync(join(folder, 'gantry.holder'), `process ${process.pid} on ${hostname()}, since ${since}\n`);
  return () => database.close();
}

function heldFault(folder: string): StoreFault {
  const holder = holderOf(folder);
  const remedy =
    'Stop that one first, give this one a data folder of its own (GANTRY_DATA_DIR), or have it stand by (GANTRY_STANDBY_PORT).';
  return new StoreFault('held', `Another control plane uses ${folder}: ${holder}. ${remedy}`);
}

/** For messages only: the lock itself is what counts. */
function holderOf(folder: string): string {
  try {
    return readFileSync(join(folder, 'gantry.holder'), 'utf8').trim();
  } catch {
    return 'a process that has not said its name yet';
  }
}
