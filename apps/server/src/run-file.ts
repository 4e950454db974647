import { readFileSync, rmSync, writeFileSync } from 'node:fs';
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

export function removeRunFile(dataDir: string): void {
  rmSync(fileIn(dataDir), { force: true });
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
