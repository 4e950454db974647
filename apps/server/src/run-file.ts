import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify, isAlive, type ProcessIdentity } from './process-identity.ts';

/** Where a control plane answers: `url` to this machine, `tlsUrl` to all. */
export interface Addresses {
  url: string;
  tlsUrl: string;
}

/** The running control plane of a data folder, for `npm stop`, `npm run link` and `npm run kubeconfig`. */
export interface Running extends ProcessIdentity, Addresses {}

const fileIn = (dataDir: string) => join(dataDir, 'running.json');

export function writeRunFile(dataDir: string, { url, tlsUrl }: Addresses): void {
  const self = identify(process.pid);
  writeFileSync(fileIn(dataDir), JSON.stringify({ ...self, url, tlsUrl }), { mode: 0o600 });
}

/** This process's own: the one that took over from it may have written one by now. */
export function removeRunFile(dataDir: string): void {
  if (readRunFile(dataDir)?.pid === process.pid) rmSync(fileIn(dataDir), { force: true });
}

/** null: none runs on this folder. */
export function readRunFile(dataDir: string): Running | null {
  try {
    const running = JSON.parse(readFileSync(fileIn(dataDir), 'utf8')) as Running;
    return isAlive(running) ? running : null;
  } catch {
    return null;
  }
}

const standbyFile = /^standby-\d+\.json$/;
const ownStandbyFile = (dataDir: string) => join(dataDir, `standby-${process.pid}.json`);

/** Says that this process waits to take over the data folder; `removeStandbyFile` says that it does so no more. */
export function writeStandbyFile(dataDir: string): void {
  writeFileSync(ownStandbyFile(dataDir), JSON.stringify(identify(process.pid)), { mode: 0o600 });
}

export function removeStandbyFile(dataDir: string): void {
  rmSync(ownStandbyFile(dataDir), { force: true });
}

/** The control planes that wait to take over a data folder. */
export function readStandbys(dataDir: string): ProcessIdentity[] {
  return namesIn(dataDir)
    .filter((name) => standbyFile.test(name))
    .flatMap((name) => readStandby(join(dataDir, name)) ?? []);
}

function namesIn(dataDir: string): string[] {
  try {
    return readdirSync(dataDir);
  } catch {
    return [];
  }
}

/** null: it has ended. What it left is cleared away. */
function readStandby(file: string): ProcessIdentity | null {
  try {
    const standby = JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
    if (isAlive(standby)) return standby;
    rmSync(file, { force: true });
  } catch {
    // It was taken away, or is being written, in this moment.
  }
  return null;
}
